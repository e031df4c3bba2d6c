package org.slirp4j.tcpip.tcp;

/**
 * What was lost and is to be sent again, and how congestion control hears of it. Losses are found
 * by {@link Rack} where the guest has SACK, and by {@link DuplicateAcks} where it has not; after a
 * time-out in either case. {@link Transmitter} sends.
 *
 * <pre>
 *           loss found                     una passes RecoveryPoint
 *   OPEN ----------------> FAST --------------------------------------> OPEN
 *     \                      | RTO                                       /
 *      `------- RTO ------> TIMEOUT ------------------------------------'
 * </pre>
 */
final class LossRecovery {
  /** Duplicate acknowledgments that mean a loss (RFC 5681, 3.2). */
  static final int DUP_THRESHOLD = 3;

  private enum Mode {
    /** Nothing is known to be lost. */
    OPEN,
    /** Fast recovery (RFC 6675, 5): the window was reduced once for all losses of a flight. */
    FAST,
    /** After a time-out: what was in flight is sent again in slow start. */
    TIMEOUT
  }

  private final TcpConnection connection;
  private final Sender sender;
  private final DuplicateAcks duplicates = new DuplicateAcks();
  private final Rack rack;
  final Flight flight;
  final TailLossProbe probe = new TailLossProbe();

  private Mode mode = Mode.OPEN;
  private int recoveryPoint; // RecoveryPoint
  private boolean firstDue;
  private int sampledTo; // where the next flight to be measured begins
  private long reducedAt;
  private boolean reorderingAwaited;
  private long reorderingAt;

  LossRecovery(TcpConnection connection, Sender sender) {
    this.connection = connection;
    this.sender = sender;
    rack = new Rack(connection, sender.rtt);
    flight = new Flight(connection.layer.transmissionMemory);
  }

  /** Begins with {@code una} as the first number of the stream. */
  void begin(int una) {
    flight.begin(una);
    rack.begin(una);
    sampledTo = una;
  }

  boolean isActive() {
    return mode != Mode.OPEN;
  }

  /** Returns how many bytes are thought to be on their way (RFC 6675, 4, SetPipe; RFC 3042). */
  int pipe() {
    return Math.max(0, flight.pipe() - duplicates.arrivedBytes());
  }

  // ---- what comes back

  /** Takes what an acknowledgment tells; SND.UNA has moved by {@code acknowledged} already. */
  void onAcknowledgment(Segment segment, int acknowledged, boolean duplicate, long now) {
    int flightBefore = flight.bytes();
    rack.onAcknowledgment(segment, now);
    if (acknowledged > 0) {
      flight.onAcknowledged(sender.una, rack);
    }
    Dsack dsack = connection.layer.dsack;
    dsack.clear();
    int delivered;
    if (connection.sackAllowed) {
      takeBlocks(segment, dsack);
      delivered = rack.deliveredBytes();
    } else {
      delivered = takeDuplicates(acknowledged, duplicate);
    }
    sampleRoundTrip();
    if (acknowledged > 0 && mode != Mode.FAST) {
      boolean limited = flightBefore + sender.mss() >= sender.congestion.windowBytes();
      long rtt = sender.rtt.smoothedNanos();
      sender.congestion.onAcknowledged(acknowledged, limited, rtt, now);
    }
    endRecovery();
    boolean bare = duplicate && segment.options.sackBlocks == 0;
    if (probe.onAcknowledgment(sender.una, dsack, bare) && mode == Mode.OPEN) {
      reduce(probe.flightBytes()); // RFC 8985, 7.4: just once, and all is well
    }
    if (sender.ecn.isCongested(segment, sender.una) && mode == Mode.OPEN) {
      reduce(flightBefore); // RFC 3168, 6.1.2: as for a loss, but nothing is sent again
    }
    boolean more = detectLoss(now);
    if (mode == Mode.FAST) {
      sender.congestion.onRecovery(delivered, acknowledged > 0 && !more, pipe());
    }
  }

  private void reduce(int flightBytes) {
    sender.congestion.onLoss(flightBytes);
    sender.ecn.onReduced(sender.nxt);
  }

  // RFC 6675, 5: Update
  private void takeBlocks(Segment segment, Dsack dsack) {
    TcpOptions options = segment.options;
    dsack.read(segment, sender.maxWindow(), sender.nxt);
    rack.adaptToDsack(dsack.isPresent(), sender.una, sender.nxt);
    for (int i = 0; i < options.sackBlocks; i++) {
      int left = options.sackLeft[i];
      int right = options.sackRight[i];
      if (isInFlight(left - sender.una, right - sender.una)) { // else a D-SACK, or a lie
        flight.onHeld(left, right, rack);
      }
    }
  }

  // Unsigned, so that nothing reaches around the space of numbers
  private boolean isInFlight(int left, int right) {
    return left != 0
        && Integer.compareUnsigned(left, right) < 0
        && Integer.compareUnsigned(right, flight.bytes()) <= 0;
  }

  /** Returns how many bytes have arrived, as far as one can tell without SACK. */
  private int takeDuplicates(int acknowledged, boolean duplicate) {
    if (acknowledged > 0) {
      if (mode == Mode.FAST && Sequence.less(sender.una, recoveryPoint)) {
        flight.loseFirst(sender.segmentBytes()); // RFC 6582, 3.2, step 3: a partial acknowledgment
        firstDue = true;
      }
      return duplicates.onAdvance(sender.una, acknowledged, sender.mss());
    }
    if (duplicate && mode != Mode.TIMEOUT) {
      duplicates.onDuplicate(sender.mss(), flight.bytes());
      return sender.mss();
    }
    return 0;
  }

  /** Takes one round trip of each flight (RFC 6298, 3). */
  private void sampleRoundTrip() {
    if (rack.isMeasured() && Sequence.less(sampledTo, rack.measuredEnd())) {
      sender.rtt.sample(rack.measuredNanos());
      sampledTo = sender.nxt;
    }
  }

  private void endRecovery() {
    if (mode != Mode.OPEN && Sequence.lessOrEqual(recoveryPoint, sender.una)) {
      if (mode == Mode.FAST) {
        sender.congestion.leaveRecovery();
      }
      mode = Mode.OPEN;
      firstDue = false;
      rack.onRecovered();
    }
  }

  /** Finds what is lost by now; tells whether there is more of it than before. */
  private boolean detectLoss(long now) {
    int size = sender.segmentBytes();
    int lostBefore = flight.lostBytes();
    reorderingAwaited = false;
    if (connection.sackAllowed) {
      detectByTime(size, now);
    } else if (mode == Mode.OPEN && duplicates.isThresholdReached()) {
      flight.loseFirst(size);
    }
    if (mode == Mode.OPEN && flight.hasLost()) {
      enterFast(now);
    }
    return flight.lostBytes() > lostBefore;
  }

  private void detectByTime(int size, long now) {
    long timeout = rack.detectLoss(flight, isActive(), size, now);
    reorderingAwaited = timeout > 0;
    reorderingAt = now + timeout;
    boolean again = mode == Mode.FAST && rack.isRetransmissionLost();
    if (again && now - reducedAt > sender.rtt.smoothedNanos()) {
      reducedAt = now;
      sender.congestion.onLossAgain();
    }
  }

  // RFC 6675, 5, step 4
  private void enterFast(long now) {
    reducedAt = now;
    mode = Mode.FAST;
    recoveryPoint = sender.nxt;
    firstDue = true; // step 4.3
    duplicates.onRecovery(sender.nxt);
    probe.end();
    sender.congestion.enterRecovery(flight.bytes());
    sender.ecn.onReduced(sender.nxt);
  }

  // ---- silence

  /** Tells whether time alone may show a loss ({@link #reorderingAt}). */
  boolean isReorderingAwaited() {
    return reorderingAwaited;
  }

  long reorderingAt() {
    return reorderingAt;
  }

  /** The time for reordering is over. */
  void onReorderingTimeout(long now) {
    detectLoss(now);
    if (mode == Mode.FAST) {
      sender.congestion.onRecovery(0, false, pipe());
    }
  }

  /** The retransmission timer expired for the {@code times}th time in a row. */
  void onTimeout(int times, long now) {
    sender.congestion.onTimeout(flight.bytes(), times == 1);
    sender.ecn.onReduced(sender.nxt);
    flight.forgetHeld(); // RFC 2018, 8: the guest may have reneged
    if (connection.sackAllowed) {
      rack.onTimeout(flight, sender.segmentBytes(), now);
    } else {
      flight.loseAll();
    }
    enterTimeout();
  }

  /** A probe of the window was refused: what was in flight goes out again at once. */
  void onWindowOpened() {
    flight.forgetHeld();
    flight.loseAll();
    enterTimeout();
  }

  // RFC 6675, 5.1
  private void enterTimeout() {
    mode = Mode.TIMEOUT;
    recoveryPoint = sender.nxt;
    firstDue = true;
    reorderingAwaited = false;
    duplicates.onTimeout(sender.nxt);
    probe.end();
  }

  /** Tells whether silence is to be broken by a tail loss probe (RFC 8985, 7.2). */
  boolean isProbeAllowed() {
    return mode == Mode.OPEN
        && connection.sackAllowed
        && sender.rtt.isSampled()
        && !probe.isOutstanding()
        && !flight.hasHeld();
  }

  // ---- what goes out

  /** The next numbers of the stream were sent, up to {@code nxt}. */
  void onSent(int nxt, long now) {
    if (mode == Mode.FAST) {
      sender.congestion.onSentInRecovery(nxt - sender.una - flight.bytes());
    }
    flight.onSent(nxt, now);
  }

  /** Numbers [from, to) were sent again. */
  void onSentAgain(int from, int to, long now) {
    firstDue = false;
    if (mode == Mode.FAST) {
      sender.congestion.onSentInRecovery(to - from);
    }
    flight.onSentAgain(from, to, now);
  }

  /** Finds what to send again next (RFC 6675, 4, NextSeg, rule 1), for {@link Flight#lostFrom}. */
  boolean findNext() {
    return mode != Mode.OPEN && flight.findLost();
  }

  /** Tells whether the next retransmission goes out whatever the congestion window says. */
  boolean isFirstDue() {
    return firstDue;
  }

  void clear() {
    flight.clear();
  }
}
