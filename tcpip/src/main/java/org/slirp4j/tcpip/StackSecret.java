package org.slirp4j.tcpip;

/**
 * The key of everything that the container must not foresee: sequence numbers, packet numbers, hash
 * tables. Drawn anew for each stack by its owner, who has a source of randomness.
 *
 * @param k0 first half
 * @param k1 second half
 */
public record StackSecret(long k0, long k1) {
  /** Returns a text without the key. */
  @Override
  public String toString() {
    return "StackSecret";
  }
}
