package org.slirp4j.runtime.engine;

import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.tcpip.Limits;

/**
 * What an engine may take.
 *
 * @param stack bounds on flows and their windows
 * @param maxLargeBuffers blocks of 64 KiB: super-segments in flight and out of order
 * @param maxSmallBuffers blocks of 2 KiB: short pieces
 * @param maxSockets host sockets, as far as the process may have so many open files
 */
public record EngineLimits(Limits stack, int maxLargeBuffers, int maxSmallBuffers, int maxSockets) {
  /**
   * For a process's only engine: 128 MiB of large blocks, which is 32 flows with a full megabyte
   * each one way, and more than that of idle ones; 16 MiB of small ones. Taken from the system as
   * they are needed, and given back.
   */
  public static final EngineLimits ALONE =
      new EngineLimits(Limits.DEFAULT, 2_048, 8_192, HostLimits.DEFAULT.maxSockets());
}
