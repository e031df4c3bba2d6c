package org.slirp4j.portfwd.config;

/**
 * Bounds on what the relays take of the host.
 *
 * @param maxSockets host sockets of all kinds; below the process's RLIMIT_NOFILE, so that an open
 *     file is left for everything else
 */
public record HostLimits(int maxSockets) {
  /** What fits the usual hard limit of 1,048,576 and a stack's own bounds on flows. */
  public static final HostLimits DEFAULT = new HostLimits(65_536);
}
