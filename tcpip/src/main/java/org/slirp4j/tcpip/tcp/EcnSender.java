package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * The sender's part of ECN (RFC 3168, 6.1.2): new text may be marked instead of dropped, an echo of
 * a mark lowers the window once in a round trip, and the guest is told that it was lowered.
 */
final class EcnSender {
  /** ECT(0) in the type of service: this packet may be marked. */
  private static final int ECT_0 = 2;

  private final TcpConnection connection;
  private boolean reducedInFlight;
  private int reducedAt; // SND.NXT when the window was lowered last
  private boolean cwrDue;

  EcnSender(TcpConnection connection) {
    this.connection = connection;
  }

  /** Tells whether an acknowledgment asks for a smaller window, and does so anew. */
  boolean isCongested(Segment segment, int una) {
    reducedInFlight &= Sequence.lessOrEqual(una, reducedAt);
    boolean echo = segment.has(TcpSegment.ECE) && !segment.has(TcpSegment.SYN); // there: I know ECN
    return connection.ecn && echo && !reducedInFlight;
  }

  /** The window was lowered, for this or any other reason. */
  void onReduced(int nxt) {
    reducedInFlight = true;
    reducedAt = nxt;
    cwrDue = connection.ecn;
  }

  /**
   * New text is about to be written: it may be marked, which text that is sent again, probes and
   * bare acknowledgments must not (RFC 3168, 6.1.4 to 6.1.6).
   */
  void beginNew() {
    if (connection.ecn) {
      connection.header.tos(connection.header.tos() | ECT_0);
    }
  }

  void endNew() {
    connection.header.tos(connection.header.tos() & ~ECT_0);
  }

  /** Returns the flag that tells the guest of a lowered window, or 0. */
  int flags() {
    return cwrDue ? TcpSegment.CWR : 0;
  }

  /** New text was written with {@link #flags}. */
  void onSent() {
    cwrDue = false;
  }

  /**
   * Returns the most text of the next frame: one segment when it has CWR, which is not to stand in
   * all that the device would cut it into, whether or not the device knows that.
   */
  int mostBytes(int segmentBytes, int superSegmentBytes) {
    return cwrDue ? segmentBytes : superSegmentBytes;
  }
}
