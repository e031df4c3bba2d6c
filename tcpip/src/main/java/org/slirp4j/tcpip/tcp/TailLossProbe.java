package org.slirp4j.tcpip.tcp;

/**
 * Tail loss probe (RFC 8985, 7): when the guest has been silent for two round trips, something is
 * sent that it has to answer, so that a loss at the end of a flight is found before the
 * retransmission timer expires.
 */
final class TailLossProbe {
  /** TLP.max_ack_delay: how long a guest may wait for a second segment (RFC 8985, 7.2). */
  private static final long MAX_ACK_DELAY_NANOS = 200_000_000L;

  /**
   * Least time to wait: two round trips on a virtual link are over before a busy machine's
   * scheduler has let the guest answer.
   */
  private static final long MIN_DELAY_NANOS = 10_000_000L;

  private boolean outstanding; // TLP.end_seq is not None
  private int endSeq; // TLP.end_seq
  private boolean retransmission; // TLP.is_retrans
  private int flightBytes;

  boolean isOutstanding() {
    return outstanding;
  }

  /**
   * Returns PTO, how long to wait before probing (7.2).
   *
   * <p>(deviation) A guest answers every second full segment at once (RFC 5681, 4.2): with less
   * than that in flight, not only with one segment, it may wait for more.
   */
  static long delayNanos(RttEstimator rtt, int flightBytes, int mss) {
    long delay = Math.max(2 * rtt.smoothedNanos(), MIN_DELAY_NANOS);
    return flightBytes < 2 * mss ? delay + MAX_ACK_DELAY_NANOS : delay;
  }

  /** The probe was sent (7.3). */
  void onSent(int nxt, boolean retransmission, int flightBytes) {
    outstanding = true;
    endSeq = nxt;
    this.retransmission = retransmission;
    this.flightBytes = flightBytes;
  }

  /** Loss recovery has begun: it sees to everything (7.3). */
  void end() {
    outstanding = false;
  }

  /**
   * Takes note of an acknowledgment up to {@code una} (7.4.2).
   *
   * @return whether the probe has repaired a loss, to which congestion control has yet to react
   */
  boolean onAcknowledgment(int una, Dsack dsack, boolean duplicateWithoutSack) {
    if (!outstanding || Sequence.less(una, endSeq)) {
      return false;
    }
    boolean beyond = Sequence.less(endSeq, una);
    boolean unneeded = !retransmission || (dsack.isPresent() && dsack.right() == endSeq);
    outstanding = !unneeded && !beyond && !duplicateWithoutSack;
    return beyond && !unneeded;
  }

  /** Returns FlightSize at the time of the probe, in bytes. */
  int flightBytes() {
    return flightBytes;
  }
}
