package org.slirp4j.tcpip.tcp;

/**
 * What was lost and is to be sent again: RFC 6675 with SACK, RFC 6582 (NewReno) without, and what
 * follows a retransmission time-out. It decides what to send; {@link Sender} decides when.
 */
final class LossRecovery {
  /** Duplicate acknowledgments that mean a loss (RFC 5681, 3.2). */
  static final int DUP_THRESHOLD = 3;

  private enum Mode {
    /** Nothing is known to be lost. */
    OPEN,
    /** Fast recovery: holes below the lost edge are sent again. */
    FAST,
    /** After a time-out: everything up to the recovery point is sent again. */
    TIMEOUT
  }

  private final SackScoreboard board = new SackScoreboard();
  private Mode mode = Mode.OPEN;
  private int recoveryPoint; // RecoveryPoint
  private int highRetransmitted; // HighRxt + 1
  private int duplicates; // DupAcks
  private boolean firstDue;

  private int nextSequence;
  private int nextLength;

  boolean isActive() {
    return mode != Mode.OPEN;
  }

  boolean isFast() {
    return mode == Mode.FAST;
  }

  /** Takes the SACK blocks of a segment; tells whether they told anything new. */
  boolean onSack(TcpOptions options, int una, int nxt) {
    boolean news = false;
    for (int i = 0; i < options.sackBlocks; i++) {
      int left = options.sackLeft[i];
      int right = options.sackRight[i];
      // A block below una is a D-SACK (RFC 2883); one outside [una, nxt) is a lie.
      if (Sequence.less(una, left)
          && Sequence.less(left, right)
          && Sequence.lessOrEqual(right, nxt)) {
        news |= board.add(left, right) > 0;
      }
    }
    return news;
  }

  /** The cumulative acknowledgment moved to {@code una}. */
  void onAdvance(int una) {
    duplicates = 0;
    board.advance(una);
    if (mode != Mode.OPEN && Sequence.lessOrEqual(recoveryPoint, una)) {
      mode = Mode.OPEN;
      firstDue = false;
    } else if (mode == Mode.FAST && board.isEmpty()) {
      firstDue = true; // RFC 6582, 3.2, step 3: a partial acknowledgment without SACK
    }
    highRetransmitted = Sequence.max(highRetransmitted, una);
  }

  void onDuplicate() {
    duplicates++;
  }

  /** Tells whether what is known amounts to a loss that recovery has not begun for. */
  boolean isLossDetected(int una, int mss) {
    // RFC 6675, 5: DupAcks >= DupThresh, or IsLost (HighACK + 1)
    return mode == Mode.OPEN
        && (duplicates >= DUP_THRESHOLD || Sequence.less(una, board.lostEdge(una, mss)));
  }

  void enterFast(int una, int nxt) {
    mode = Mode.FAST;
    recoveryPoint = nxt;
    highRetransmitted = una;
    firstDue = true; // RFC 6675, 5, step 4.3
  }

  void onTimeout(int una, int nxt) {
    mode = Mode.TIMEOUT;
    board.clear(); // RFC 2018, 8: after a time-out the guest may have reneged
    recoveryPoint = nxt;
    highRetransmitted = una;
    duplicates = 0;
    firstDue = true;
  }

  /** Returns how many bytes are thought to be on their way (RFC 6675, 4, SetPipe). */
  int pipe(int una, int nxt, int mss) {
    if (mode == Mode.OPEN && board.isEmpty()) {
      return withoutDuplicates(nxt - una, mss); // RFC 3042: each duplicate left the network
    }
    int lost = lostEdge(una, nxt, mss);
    int pipe = unheld(lost, nxt);
    if (mode != Mode.OPEN) {
      pipe += unheld(una, highRetransmitted);
    }
    return board.isEmpty() && mode == Mode.FAST ? withoutDuplicates(pipe, mss) : pipe;
  }

  /** Returns {@code bytes} less a segment for each duplicate acknowledgment. */
  private int withoutDuplicates(int bytes, int mss) {
    return (int) Math.max(0, bytes - (long) duplicates * mss);
  }

  private int unheld(int from, int to) {
    return Sequence.less(from, to) ? to - from - board.bytesBetween(from, to) : 0;
  }

  private int lostEdge(int una, int nxt, int mss) {
    return switch (mode) {
      case TIMEOUT -> recoveryPoint;
      case FAST -> board.isEmpty() ? Sequence.min(una + mss, nxt) : board.lostEdge(una, mss);
      case OPEN -> board.lostEdge(una, mss);
    };
  }

  /**
   * Finds what to send again next, for {@link #nextSequence} and {@link #nextLength} (RFC 6675, 4,
   * NextSeg, rule 1).
   */
  boolean findNext(int una, int nxt, int mss) {
    if (mode == Mode.OPEN) {
      return false;
    }
    int limit = lostEdge(una, nxt, mss);
    if (firstDue) {
      limit = Sequence.max(limit, Sequence.min(una + mss, nxt));
    }
    int hole = board.firstHoleFrom(Sequence.max(highRetransmitted, una));
    if (!Sequence.less(hole, limit)) {
      return false;
    }
    nextSequence = hole;
    nextLength = board.holeEnd(hole, limit) - hole;
    return true;
  }

  int nextSequence() {
    return nextSequence;
  }

  int nextLength() {
    return nextLength;
  }

  /** Tells whether the next retransmission goes out whatever the congestion window says. */
  boolean isFirstDue() {
    return firstDue;
  }

  /** {@code length} bytes from {@link #nextSequence} were sent again. */
  void onRetransmitted(int length) {
    firstDue = false;
    highRetransmitted = nextSequence + length;
  }
}
