package org.slirp4j.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.config.SocketBudget;
import org.slirp4j.runtime.OpenFiles;
import org.slirp4j.tcpip.Limits;

/**
 * What an engine may take.
 *
 * @param stack bounds on flows and their windows
 * @param maxLargeBuffers blocks of 64 KiB: super-segments in flight and out of order
 * @param maxSmallBuffers blocks of 2 KiB: short pieces
 * @param maxSockets host sockets, as far as the process may have so many open files
 * @param budget the sockets that it shares with the process's other engines, or null
 */
public record EngineLimits(
    Limits stack,
    int maxLargeBuffers,
    int maxSmallBuffers,
    int maxSockets,
    @Nullable SocketBudget budget) {
  /**
   * For a process's only engine: 128 MiB of large blocks, which is 32 flows with a full megabyte
   * each one way, and more than that of idle ones; 16 MiB of small ones. Taken from the system as
   * they are needed, and given back.
   */
  public static final EngineLimits ALONE =
      new EngineLimits(Limits.DEFAULT, 2_048, 8_192, HostLimits.DEFAULT.maxSockets(), null);

  /**
   * A daemon's open files that are no container's sockets: clients of its APIs, captures, what its
   * libraries and its state need.
   */
  private static final int DAEMON_FILES = 512;

  /** Least that is left for sockets, however low the limit of open files. */
  private static final int MIN_SOCKETS = 256;

  /** Returns the sockets that all containers of this process may have together. */
  public static SocketBudget sharedSockets() {
    return new SocketBudget(Math.max(OpenFiles.limit() - DAEMON_FILES, MIN_SOCKETS));
  }

  /** Returns the limits of one engine among others of the process. */
  public static EngineLimits sharing(SocketBudget budget) {
    return new EngineLimits(
        ALONE.stack, ALONE.maxLargeBuffers, ALONE.maxSmallBuffers, ALONE.maxSockets, budget);
  }
}
