package org.slirp4j.tcpip.tcp;

/**
 * What was sent and is not acknowledged, as loss recovery sees it: the scoreboard of RFC 6675, 3,
 * and the times that RFC 8985, 5.2 asks for.
 */
final class Flight {
  private static final int HELD = Transmissions.HELD;
  private static final int LOST = Transmissions.LOST;
  private static final int AGAIN = Transmissions.AGAIN;

  private final Transmissions ranges;
  private boolean lostAgain;
  private int lostFrom;
  private int lostLength;

  Flight(TransmissionMemory memory) {
    ranges = new Transmissions(memory);
  }

  /** Begins with nothing in flight and {@code una} as the next number. */
  void begin(int una) {
    ranges.begin(una);
  }

  void clear() {
    ranges.release();
  }

  /** Returns FlightSize (RFC 5681, 2), in bytes. */
  int bytes() {
    return ranges.end() - ranges.start();
  }

  /** Returns how many bytes are thought to be on their way (RFC 6675, 4, SetPipe). */
  int pipe() {
    return bytes() - ranges.heldBytes() - ranges.lostBytes();
  }

  boolean hasHeld() {
    return ranges.heldBytes() > 0;
  }

  boolean hasLost() {
    return ranges.lostBytes() > 0;
  }

  /** Tells whether everything was sent once and nothing is known of it. */
  boolean isPlain() {
    return ranges.isPlain();
  }

  /**
   * Tells whether the guest holds so much above a hole that it is lost where nothing is ever
   * reordered: three ranges, or more than two segments (RFC 6675, 4, IsLost).
   */
  boolean isThresholdReached(int mss) {
    int held = 0;
    for (int i = 0; i < ranges.count(); i++) {
      held += ranges.has(i, HELD) ? 1 : 0;
    }
    return held >= LossRecovery.DUP_THRESHOLD
        || ranges.heldBytes() > (LossRecovery.DUP_THRESHOLD - 1) * mss;
  }

  // ---- sending

  /** The numbers up to {@code nxt} are sent for the first time. */
  void onSent(int nxt, long now) {
    ranges.append(nxt, now);
  }

  /** Numbers [from, to) are sent again. */
  void onSentAgain(int from, int to, long now) {
    ranges.makeRoom(2);
    int first = ranges.split(from);
    int last = ranges.split(to);
    if (last < ranges.count() && ranges.from(last) != to) {
      last++; // no place to tell the rest apart: all of it counts as sent again
    }
    for (int i = first; i < last; i++) {
      if (!ranges.has(i, HELD)) {
        ranges.mark(i, AGAIN, now);
      }
    }
    ranges.settle();
  }

  // ---- delivery

  /** Everything below {@code una} arrived. */
  void onAcknowledged(int una, Rack rack) {
    for (int i = 0; i < ranges.count() && Sequence.less(ranges.from(i), una); i++) {
      deliver(i, Sequence.min(ranges.to(i), una), rack);
    }
    ranges.drop(una);
  }

  /** The guest holds [left, right); what is new of that is told to {@code rack}. */
  void onHeld(int left, int right, Rack rack) {
    ranges.makeRoom(2);
    int first = ranges.split(left);
    int last = ranges.split(right);
    if (first < ranges.count() && ranges.from(first) != left) {
      first++; // no place to tell its part apart: nothing is known of it
    }
    for (int i = first; i < last; i++) {
      deliver(i, ranges.to(i), rack);
      ranges.mark(i, HELD);
    }
    ranges.settle();
  }

  private void deliver(int index, int end, Rack rack) {
    if (!ranges.has(index, HELD)) {
      boolean again = ranges.has(index, AGAIN);
      rack.onDelivered(ranges.from(index), end, ranges.sentAt(index), again);
    }
  }

  /** The guest may have reneged: what it said it holds does not count any more. */
  void forgetHeld() {
    for (int i = 0; i < ranges.count(); i++) {
      if (ranges.has(i, HELD)) {
        ranges.mark(i, AGAIN); // as far as round trips are concerned
      }
    }
    ranges.settle();
  }

  // ---- loss

  /**
   * Finds what is lost because something that was sent later has arrived, and long enough ago (RFC
   * 8985, 6.2, step 5).
   *
   * @param patienceNanos RACK.rtt + RACK.reo_wnd
   * @return how long until more of it may count as lost, 0 if that cannot be
   */
  long loseSentBefore(long xmitTs, int endSeq, long patienceNanos, long now) {
    long timeout = 0;
    lostAgain = false;
    for (int i = 0; i < ranges.count(); i++) {
      boolean open = !ranges.has(i, HELD) && !ranges.has(i, LOST);
      if (open && Rack.isSentAfter(xmitTs, endSeq, ranges.sentAt(i), ranges.to(i))) {
        long remaining = ranges.sentAt(i) + patienceNanos - now;
        if (remaining <= 0) {
          lostAgain |= ranges.has(i, AGAIN);
          lose(i);
        } else {
          timeout = Math.max(timeout, remaining);
        }
      }
    }
    ranges.settle();
    return timeout;
  }

  /** Tells whether there was a retransmission among what {@link #loseSentBefore} found last. */
  boolean isLostAgain() {
    return lostAgain;
  }

  int lostBytes() {
    return ranges.lostBytes();
  }

  /**
   * The retransmission timer expired: the first segment is lost, and what was sent long enough ago
   * (RFC 8985, 6.3).
   */
  void loseOnTimeout(int mss, long patienceNanos, long now) {
    loseFirst(mss);
    for (int i = 0; i < ranges.count(); i++) {
      if (!ranges.has(i, HELD) && ranges.sentAt(i) + patienceNanos - now <= 0) {
        lose(i);
      }
    }
    ranges.settle();
  }

  /** Everything that the guest does not hold is lost. */
  void loseAll() {
    for (int i = 0; i < ranges.count(); i++) {
      if (!ranges.has(i, HELD)) {
        lose(i);
      }
    }
    ranges.settle();
  }

  /** The first segment is lost. */
  void loseFirst(int mss) {
    int end = ranges.start() + Math.min(mss, bytes());
    ranges.makeRoom(1);
    ranges.split(end);
    for (int i = 0; i < ranges.count() && Sequence.less(ranges.from(i), end); i++) {
      if (!ranges.has(i, HELD)) {
        lose(i);
      }
    }
    ranges.settle();
  }

  private void lose(int index) {
    ranges.mark(index, LOST | (ranges.has(index, AGAIN) ? AGAIN : 0));
  }

  /** Finds the first numbers that are lost, for {@link #lostFrom} and {@link #lostLength}. */
  boolean findLost() {
    if (!hasLost()) {
      return false;
    }
    int i = 0;
    while (!ranges.has(i, LOST)) {
      i++;
    }
    lostFrom = ranges.from(i);
    while (i < ranges.count() && ranges.has(i, LOST)) {
      lostLength = ranges.to(i) - lostFrom;
      i++;
    }
    return true;
  }

  int lostFrom() {
    return lostFrom;
  }

  int lostLength() {
    return lostLength;
  }
}
