package org.slirp4j.runtime.bench.traffic;

/**
 * Where an agent serves: the same services on either side, each at its number above the side's
 * base. The bases differ, because a network may want a container's source port for itself on the
 * host.
 */
public final class Ports {
  /** The host's side. */
  public static final int HOST = 5_000;

  /**
   * The container's side, and the host's ports that lead there: the same, because of pasta's
   * answers over UDP not all come back through other ones (2023-03).
   */
  public static final int CONTAINER = 6_000;

  /** TCP: a stream after one byte that says which way; see {@link Streams}. */
  public static final int STREAM = 1;

  /** TCP: whatever comes is sent back. */
  public static final int ECHO = 2;

  /** UDP: whatever comes is sent back. */
  public static final int UDP_ECHO = 3;

  /** UDP: whatever comes is counted. */
  public static final int UDP_SINK = 4;

  /** UDP: what comes is counted by its bytes, many datagrams at once. */
  public static final int UDP_SEGMENTS = 5;

  /** TCP and UDP: an iperf3 server, while one runs. */
  public static final int IPERF = 201;

  private Ports() {}
}
