package org.slirp4j.runtime.bench.rival;

import org.jspecify.annotations.Nullable;

/**
 * How a rival is to be started.
 *
 * @param mtu the interface's, in bytes
 * @param forwardAt the host's address whose ports lead inside, or null for none
 */
public record Setup(int mtu, @Nullable String forwardAt) {
  /** Returns a setup without forwarded ports. */
  public static Setup of(int mtu) {
    return new Setup(mtu, null);
  }
}
