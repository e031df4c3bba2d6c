package org.slirp4j.tcpip;

/**
 * How long TCP connections wait for a container that does not answer.
 *
 * @param r1Retransmissions after how many retransmissions in a row without an answer a connection
 *     is counted as stalled (R1 of RFC 9293, 3.8.3), at least 1
 * @param r2Nanos after how long without an answer to what was sent a connection is given up (R2 of
 *     RFC 9293, 3.8.3)
 * @param synR2Nanos the same for a SYN (RFC 9293, MUST-23)
 * @param timeWaitNanos how long a connection that the stack closed first is remembered (2 MSL of
 *     RFC 9293, 3.6.1)
 * @param keepAliveIdleNanos after how long without a segment of the container's it is asked whether
 *     it is still there (RFC 9293, 3.8.4); 0 for never
 * @param keepAliveIntervalNanos time between two such questions
 * @param keepAliveProbes how many of them in a row go unanswered before the connection is given up,
 *     at least 2: one that is lost means nothing (RFC 9293, MUST-29)
 */
public record TcpTimeouts(
    int r1Retransmissions,
    long r2Nanos,
    long synR2Nanos,
    long timeWaitNanos,
    long keepAliveIdleNanos,
    long keepAliveIntervalNanos,
    int keepAliveProbes) {

  private static final long SECOND_NANOS = 1_000_000_000L;

  /**
   * What RFC 9293 asks for: R1 of three retransmissions (SHLD-10), R2 of 100 s (SHLD-11), three
   * minutes for a SYN (MUST-23). TIME-WAIT takes a minute and keep-alives are Linux's: two hours
   * (MUST-28; RFC 5382, REQ-5), then nine 75 s apart.
   *
   * <p>(deviation) They are on, against MUST-25: there is no application that could ask for them,
   * and nothing else tells that a container has gone without a word.
   */
  public static final TcpTimeouts DEFAULT =
      new TcpTimeouts(
          3,
          100 * SECOND_NANOS,
          180 * SECOND_NANOS,
          60 * SECOND_NANOS,
          7_200 * SECOND_NANOS,
          75 * SECOND_NANOS,
          9);

  /** Checks the ranges. */
  public TcpTimeouts {
    if (r1Retransmissions < 1 || keepAliveProbes < 2) {
      throw new IllegalArgumentException(
          "r1Retransmissions " + r1Retransmissions + ", keepAliveProbes " + keepAliveProbes);
    }
    if (r2Nanos <= 0
        || synR2Nanos <= 0
        || timeWaitNanos <= 0
        || keepAliveIdleNanos < 0
        || keepAliveIntervalNanos <= 0) {
      throw new IllegalArgumentException("a time-out is not positive");
    }
  }
}
