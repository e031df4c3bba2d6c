package org.slirp4j.tcpip.tcp;

import java.util.Arrays;

/**
 * When each number in flight was last sent and what became of it: ranges that follow each other
 * without a gap. Neighbours that nothing tells apart are one range, so what a turn of the loop
 * sends is one, however many segments it is.
 *
 * <pre>
 *   start           to(0)     to(1)         to(2)
 *     |  sent at 5 ms  |  held  |  sent at 6 ms |
 * </pre>
 *
 * <p>There are never more than {@link #MAX_RANGES}. Without a place for another one, neighbours are
 * merged as if they had been sent when the later one was, and in the last resort as if the guest
 * held neither and neither were lost: that delays a retransmission, and never loses a byte.
 */
final class Transmissions {
  /** Bound on the ranges of one connection. */
  static final int MAX_RANGES = 128;

  /** Ranges that every connection may have; for more it needs a place in the layer's memory. */
  static final int FEW_RANGES = 16;

  private static final int FIRST_RANGES = 4;

  /** The guest holds it (it was SACKed). */
  static final int HELD = 1;

  /** It is thought to be lost and was not sent again since. */
  static final int LOST = 2;

  /** It was sent more than once. */
  static final int AGAIN = 4;

  private static final int[] NONE = {};

  private final TransmissionMemory memory;
  private int[] to = NONE;
  private long[] sentAt = {};
  private byte[] marks = {};
  private int start;
  private int count;
  private int heldBytes;
  private int lostBytes;
  private boolean plain = true;

  Transmissions(TransmissionMemory memory) {
    this.memory = memory;
  }

  /** Begins with nothing in flight. */
  void begin(int at) {
    start = at;
    count = 0;
    settle(false);
  }

  int count() {
    return count;
  }

  int start() {
    return start;
  }

  int end() {
    return count == 0 ? start : to[count - 1];
  }

  int from(int index) {
    return index == 0 ? start : to[index - 1];
  }

  int to(int index) {
    return to[index];
  }

  int length(int index) {
    return to[index] - from(index);
  }

  long sentAt(int index) {
    return sentAt[index];
  }

  boolean has(int index, int mark) {
    return (marks[index] & mark) != 0;
  }

  int heldBytes() {
    return heldBytes;
  }

  int lostBytes() {
    return lostBytes;
  }

  /** Tells whether everything was sent once and nothing is known of it. */
  boolean isPlain() {
    return plain;
  }

  /** Sets the marks of a range; {@link #settle} is due. */
  void mark(int index, int newMarks) {
    marks[index] = (byte) newMarks;
  }

  /** Sets the marks of a range that is sent at {@code now}; {@link #settle} is due. */
  void mark(int index, int newMarks, long now) {
    marks[index] = (byte) newMarks;
    sentAt[index] = now;
  }

  /** Adds the numbers up to {@code end}, sent at {@code now} for the first time. */
  void append(int end, long now) {
    int last = count - 1;
    if (count > 0 && marks[last] == 0 && sentAt[last] == now) {
      to[last] = end;
      return;
    }
    if (!makeRoom(1)) {
      mergeLastTwo();
    }
    to[count] = end;
    sentAt[count] = now;
    marks[count++] = 0;
  }

  /**
   * Cuts the range that holds {@code at} in two there.
   *
   * @return the index of the range that begins at {@code at}; or of the one that holds it, when
   *     there is no place for one more
   */
  int split(int at) {
    int index = 0;
    while (index < count && Sequence.lessOrEqual(to[index], at)) {
      index++;
    }
    if (index == count || from(index) == at || count == to.length) {
      return index;
    }
    move(index, index + 1);
    to[index] = at;
    sentAt[index] = sentAt[index + 1];
    marks[index] = marks[index + 1];
    return index + 1;
  }

  /** Forgets what lies below {@code una}. */
  void drop(int una) {
    int gone = 0;
    while (gone < count && Sequence.lessOrEqual(to[gone], una)) {
      gone++;
    }
    if (gone > 0) {
      move(gone, 0);
    }
    start = una;
    if (!plain) {
      settle(false);
    }
    if (count == 0 && to.length > FEW_RANGES) {
      release();
    }
  }

  /** Merges neighbours that nothing tells apart and counts anew. */
  void settle() {
    settle(false);
  }

  /** Gives long records back. */
  void release() {
    if (to.length > FEW_RANGES) {
      memory.giveBack();
    }
    count = 0;
    to = NONE;
    sentAt = new long[0];
    marks = new byte[0];
  }

  // Coarsely, when they were sent does not tell them apart.
  private void settle(boolean coarsely) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int last = kept - 1;
      boolean alike = kept > 0 && marks[last] == marks[i];
      if (alike && (coarsely || marks[i] == HELD || sentAt[last] == sentAt[i])) {
        to[last] = to[i];
        sentAt[last] = later(sentAt[last], sentAt[i]);
      } else {
        to[kept] = to[i];
        sentAt[kept] = sentAt[i];
        marks[kept++] = marks[i];
      }
    }
    count = kept;
    recount();
  }

  private void recount() {
    heldBytes = 0;
    lostBytes = 0;
    plain = true;
    for (int i = 0; i < count; i++) {
      heldBytes += has(i, HELD) ? length(i) : 0;
      lostBytes += has(i, LOST) ? length(i) : 0;
      plain &= marks[i] == 0;
    }
  }

  /** Sees to it that {@code more} ranges have a place; false when they do not. */
  boolean makeRoom(int more) {
    if (count + more <= to.length || grow()) {
      return true;
    }
    settle(true);
    return count + more <= to.length;
  }

  private boolean grow() {
    int size = to.length == 0 ? FIRST_RANGES : to.length < FEW_RANGES ? FEW_RANGES : MAX_RANGES;
    if (size == to.length || (size > FEW_RANGES && !memory.take())) {
      return false;
    }
    to = Arrays.copyOf(to, size);
    sentAt = Arrays.copyOf(sentAt, size);
    marks = Arrays.copyOf(marks, size);
    return true;
  }

  private void mergeLastTwo() {
    int last = count - 1;
    int both = marks[last] & marks[last - 1];
    int either = marks[last] | marks[last - 1];
    boolean held = (both & HELD) != 0;
    to[last - 1] = to[last];
    sentAt[last - 1] = later(sentAt[last - 1], sentAt[last]);
    marks[last - 1] = (byte) (held ? both : (both & LOST) | (either != 0 ? AGAIN : 0));
    count--;
    recount();
  }

  private void move(int from, int target) {
    int length = count - from;
    System.arraycopy(to, from, to, target, length);
    System.arraycopy(sentAt, from, sentAt, target, length);
    System.arraycopy(marks, from, marks, target, length);
    count = target + length;
  }

  private static long later(long a, long b) {
    return a - b >= 0 ? a : b;
  }
}
