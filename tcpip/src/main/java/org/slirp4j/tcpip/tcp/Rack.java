package org.slirp4j.tcpip.tcp;

/**
 * Recent acknowledgment: a segment is lost when one that was sent later has arrived, and a little
 * time for reordering has passed (RFC 8985, 6). It needs SACK.
 */
final class Rack {
  /** Recoveries without a D-SACK after which the reordering window is small again (6.2, step 4). */
  private static final int REO_WND_PERSIST = 16;

  private final TcpConnection connection;
  private final RttEstimator rttEstimator;

  private boolean anyDelivered;
  private long xmitTs; // RACK.xmit_ts
  private int endSeq; // RACK.end_seq
  private long rtt; // RACK.rtt
  private int fack; // RACK.fack
  private boolean reorderingSeen; // RACK.reordering_seen
  private boolean inDsackRound; // RACK.dsack_round is not None
  private int dsackRound; // RACK.dsack_round
  private int reoWndMult = 1; // RACK.reo_wnd_mult
  private int reoWndPersist = REO_WND_PERSIST; // RACK.reo_wnd_persist

  private boolean retransmissionLost;

  // Of the acknowledgment that is being processed:
  private long now;
  private boolean hasEcho;
  private int echo;
  private int deliveredBytes;
  private boolean measured;
  private boolean ambiguous;
  private long measuredNanos;
  private int measuredEnd;

  Rack(TcpConnection connection, RttEstimator rttEstimator) {
    this.connection = connection;
    this.rttEstimator = rttEstimator;
  }

  /** Begins with {@code una} as the first number of the stream. */
  void begin(int una) {
    fack = una;
  }

  /** Tells whether what ended at {@code end1} was sent after what ended at {@code end2}. */
  static boolean isSentAfter(long at1, int end1, long at2, int end2) {
    return at1 - at2 > 0 || (at1 == at2 && Sequence.less(end2, end1));
  }

  /** Begins with an acknowledgment. */
  void onAcknowledgment(Segment segment, long now) {
    this.now = now;
    hasEcho = connection.timestamps && segment.options.timestamps;
    echo = segment.options.timestampEcho;
    deliveredBytes = 0;
    measured = false;
    ambiguous = false;
  }

  /** The acknowledgment tells, for the first time, that [from, to) arrived (6.2, steps 1 to 3). */
  void onDelivered(int from, int to, long sentAt, boolean again) {
    deliveredBytes += to - from;
    detectReordering(to, again);
    long elapsed = now - sentAt;
    if (again) {
      boolean proved = hasEcho && echo - connection.timestamp(sentAt) >= 0;
      ambiguous |= !proved;
      if ((hasEcho && !proved) || elapsed < rttEstimator.minNanos()) {
        return; // step 2: what is acknowledged is an earlier transmission
      }
    } else {
      rttEstimator.onDelivered(elapsed, now); // step 1
    }
    rtt = elapsed;
    if (!measured || Sequence.less(measuredEnd, to)) {
      measured = true;
      measuredNanos = elapsed;
      measuredEnd = to;
    }
    if (!anyDelivered || isSentAfter(sentAt, to, xmitTs, endSeq)) {
      anyDelivered = true;
      xmitTs = sentAt;
      endSeq = to;
    }
  }

  // 6.2, step 3
  private void detectReordering(int to, boolean again) {
    if (Sequence.less(fack, to)) {
      fack = to;
    } else if (Sequence.less(to, fack) && !again) {
      reorderingSeen = true;
    }
  }

  /** Returns how many bytes the acknowledgment told the arrival of. */
  int deliveredBytes() {
    return deliveredBytes;
  }

  /** Tells whether the acknowledgment measures a round trip (RFC 6298, 3, Karn's algorithm). */
  boolean isMeasured() {
    return measured && !ambiguous;
  }

  long measuredNanos() {
    return measuredNanos;
  }

  int measuredEnd() {
    return measuredEnd;
  }

  /** Duplicates arrived: what is sent again was not lost, only late (6.2, step 4). */
  void adaptToDsack(boolean dsack, int una, int nxt) {
    if (inDsackRound && Sequence.lessOrEqual(dsackRound, una)) {
      inDsackRound = false;
    }
    if (dsack && !inDsackRound) {
      inDsackRound = true;
      dsackRound = nxt;
      reoWndMult++;
      reoWndPersist = REO_WND_PERSIST;
    }
  }

  /** A recovery is over (6.2, step 4). */
  void onRecovered() {
    if (--reoWndPersist <= 0) {
      reoWndPersist = REO_WND_PERSIST;
      reoWndMult = 1;
    }
  }

  /**
   * Finds what is lost by now (6.2, step 5).
   *
   * @return after how long to look again, 0 for never
   */
  long detectLoss(Flight flight, boolean recovering, int mss, long now) {
    retransmissionLost = false;
    if (!anyDelivered || flight.isPlain()) {
      return 0; // everything in flight was sent after what arrived
    }
    long patience = rtt + reoWnd(flight, recovering, mss);
    long timeout = flight.loseSentBefore(xmitTs, endSeq, patience, now);
    retransmissionLost = flight.isLostAgain();
    return timeout;
  }

  /** Tells whether {@link #detectLoss} found the loss of something that had been sent again. */
  boolean isRetransmissionLost() {
    return retransmissionLost;
  }

  /** The retransmission timer expired (6.3). */
  void onTimeout(Flight flight, int mss, long now) {
    flight.loseOnTimeout(mss, rtt + reoWnd(flight, true, mss), now);
  }

  // RACK_update_reo_wnd of 6.2, step 4
  private long reoWnd(Flight flight, boolean recovering, int mss) {
    if (!reorderingSeen && (recovering || flight.isThresholdReached(mss))) {
      return 0;
    }
    return Math.min(reoWndMult * (rttEstimator.minNanos() / 4), rttEstimator.smoothedNanos());
  }
}
