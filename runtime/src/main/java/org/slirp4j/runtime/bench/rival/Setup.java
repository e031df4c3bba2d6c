package org.slirp4j.runtime.bench.rival;

import org.jspecify.annotations.Nullable;

/**
 * How a rival is to be started.
 *
 * @param mtu the interface's, in bytes
 * @param forwardAt the host's address whose ports lead inside, or null for none
 */
public record Setup(int mtu, @Nullable String forwardAt) {
  /** What is added to a port inside to give the one of the host's that leads there. */
  private static final int FORWARDED = 10_000;

  /** Returns a setup without forwarded ports. */
  public static Setup of(int mtu) {
    return new Setup(mtu, null);
  }

  /** Returns the host's port that leads to one inside. */
  static int hostPort(int inside) {
    return FORWARDED + inside;
  }
}
