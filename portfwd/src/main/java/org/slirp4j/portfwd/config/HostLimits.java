package org.slirp4j.portfwd.config;

import org.jspecify.annotations.Nullable;

/**
 * Bounds on what the relays take of the host.
 *
 * @param maxSockets host sockets of all kinds; below the process's RLIMIT_NOFILE, so that an open
 *     file is left for everything else
 * @param budget what these relays share with those of other containers, or null
 * @param remedy what to do, or to know, where {@code maxSockets} are not enough: the end of a line
 *     of the log
 */
public record HostLimits(int maxSockets, @Nullable SocketBudget budget, String remedy) {
  /** The remedy where it is the limit of open files that bounds. */
  public static final String FILES = "raise the limit of open files: ulimit -n";

  /** What fits the usual hard limit of 1,048,576 and a stack's own bounds on flows. */
  public static final HostLimits DEFAULT = new HostLimits(65_536);

  /**
   * Sockets beyond {@code maxSockets}, or beyond a container's share while others have left any,
   * for what all flows need: questions to name servers. Whoever has taken all others is not to keep
   * everybody from finding names.
   */
  public static final int RESERVE = 32;

  /** Makes bounds for the relays of a process's only container. */
  public HostLimits(int maxSockets) {
    this(maxSockets, null, FILES);
  }
}
