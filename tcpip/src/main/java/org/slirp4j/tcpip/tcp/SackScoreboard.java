package org.slirp4j.tcpip.tcp;

/**
 * What the guest says it holds above the cumulative acknowledgment (RFC 6675, 3): ranges in
 * ascending order that neither overlap nor touch.
 */
final class SackScoreboard {
  /**
   * Bound on ranges; blocks beyond it are ignored, which costs retransmissions, not correctness.
   */
  static final int MAX_RANGES = 64;

  private static final int[] NONE = {};

  // Made when there is something to note, which for most connections there never is.
  private int[] left = NONE;
  private int[] right = NONE;
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  void clear() {
    count = 0;
  }

  /** Adds range [from, to); returns how many of its bytes are news. */
  int add(int from, int to) {
    if (left.length == 0) {
      left = new int[MAX_RANGES];
      right = new int[MAX_RANGES];
    }
    int before = bytesBetween(from, to);
    int first = 0;
    while (first < count && Sequence.less(right[first], from)) {
      first++;
    }
    int last = first;
    int start = from;
    int end = to;
    while (last < count && Sequence.lessOrEqual(left[last], to)) {
      start = Sequence.min(start, left[last]);
      end = Sequence.max(end, right[last]);
      last++;
    }
    if (first == last && count == MAX_RANGES) {
      return 0;
    }
    move(last, first + 1);
    left[first] = start;
    right[first] = end;
    return to - from - before;
  }

  /** Forgets what lies below {@code una}. */
  void advance(int una) {
    int gone = 0;
    while (gone < count && Sequence.lessOrEqual(right[gone], una)) {
      gone++;
    }
    move(gone, 0);
    if (count > 0 && Sequence.less(left[0], una)) {
      left[0] = una;
    }
  }

  /** Moves the ranges from index {@code from} on to index {@code to}. */
  private void move(int from, int to) {
    int length = count - from;
    System.arraycopy(left, from, left, to, length);
    System.arraycopy(right, from, right, to, length);
    count = to + length;
  }

  /** Returns how many bytes of [from, to) the guest holds. */
  int bytesBetween(int from, int to) {
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      int start = Sequence.max(from, left[i]);
      int end = Sequence.min(to, right[i]);
      if (Sequence.less(start, end)) {
        bytes += end - start;
      }
    }
    return bytes;
  }

  /**
   * Returns the sequence number below which every hole counts as lost (RFC 6675, 4, IsLost): above
   * it lie three ranges, or more than two segments' worth of bytes; or {@code una} when there is
   * none.
   */
  int lostEdge(int una, int mss) {
    int bytes = 0;
    for (int i = count - 1; i >= 0; i--) {
      bytes += right[i] - left[i];
      if (count - i >= LossRecovery.DUP_THRESHOLD
          || bytes > (LossRecovery.DUP_THRESHOLD - 1) * mss) {
        return left[i];
      }
    }
    return una;
  }

  /** Returns the first sequence number at or above {@code from} that the guest does not hold. */
  int firstHoleFrom(int from) {
    for (int i = 0; i < count; i++) {
      if (Sequence.lessOrEqual(left[i], from) && Sequence.less(from, right[i])) {
        return right[i];
      }
    }
    return from;
  }

  /** Returns where the hole that begins at {@code hole} ends, at {@code limit} at the latest. */
  int holeEnd(int hole, int limit) {
    for (int i = 0; i < count; i++) {
      if (Sequence.less(hole, left[i])) {
        return Sequence.min(left[i], limit);
      }
    }
    return limit;
  }
}
