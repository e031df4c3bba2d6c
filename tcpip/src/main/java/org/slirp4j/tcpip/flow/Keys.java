package org.slirp4j.tcpip.flow;

import org.slirp4j.tcpip.StackSecret;

/**
 * A source of keys made from a stack's secret, one for each table and generator of numbers: what
 * leaks of one tells nothing about the others.
 */
public final class Keys {
  private final StackSecret secret;
  private long count;

  /** Makes a source whose keys only depend on {@code secret} and their order. */
  public Keys(StackSecret secret) {
    this.secret = secret;
  }

  /** Returns another key. */
  public long next() {
    return new SipHash(secret.k0(), secret.k1()).finish(++count);
  }
}
