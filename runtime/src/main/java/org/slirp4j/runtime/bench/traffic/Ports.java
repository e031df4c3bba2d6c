package org.slirp4j.runtime.bench.traffic;

/** Where an agent serves; always the same, because each has a network namespace of its own. */
public final class Ports {
  /** TCP: a stream after one byte that says which way; see {@link Streams}. */
  public static final int STREAM = 5001;

  /** TCP: whatever comes is sent back. */
  public static final int ECHO = 5002;

  /** UDP: whatever comes is sent back. */
  public static final int UDP_ECHO = 5003;

  /** UDP: whatever comes is counted. */
  public static final int UDP_SINK = 5004;

  /** TCP and UDP: an iperf3 server, while one runs. */
  public static final int IPERF = 5201;

  private Ports() {}
}
