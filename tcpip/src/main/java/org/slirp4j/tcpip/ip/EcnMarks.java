package org.slirp4j.tcpip.ip;

/**
 * What fragments of one packet say of congestion: the two low bits of the type of service or
 * traffic class, put together (RFC 3168, 5.3).
 */
final class EcnMarks {
  private static final int MASK = 3;

  /** Returned by {@link #merged} when the fragments cannot be of one packet. */
  static final int CONTRADICTION = -1;

  // RFC 3168, 5: code points. The sender does not speak ECN; it does, in two ways; congestion.
  private static final int NOT_ECT = 0;
  private static final int CE = 3;

  private EcnMarks() {}

  /** Returns a set of code points with that of one more fragment. */
  static int with(int seen, int tos) {
    return seen | 1 << (tos & MASK);
  }

  /**
   * Returns the type of service of the whole packet, whose first fragment has {@code tos}, or
   * {@link #CONTRADICTION}: a router marks only what its sender offered to be marked.
   */
  static int merged(int seen, int tos) {
    boolean congested = (seen & 1 << CE) != 0;
    if (congested && (seen & 1 << NOT_ECT) != 0) {
      return CONTRADICTION;
    }
    return congested ? tos | CE : tos;
  }
}
