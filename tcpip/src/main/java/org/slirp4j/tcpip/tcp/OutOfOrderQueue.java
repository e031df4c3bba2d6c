package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.buffer.SpanQueue;

/**
 * Text that arrived before what precedes it, as runs in ascending order that neither overlap nor
 * touch (RFC 9293, SHLD-31), and the SACK blocks that report it (RFC 2018, 4).
 *
 * <p>Bytes that came first stay; later copies of them are dropped. A piece may keep a buffer much
 * larger than itself, so the buffers are bounded too, not only the bytes.
 */
final class OutOfOrderQueue {
  /** Bound on runs: more holes than this are a hostile or hopeless stream. */
  static final int MAX_RUNS = 64;

  private final long maxMemoryBytes;
  private final DuplicateReport duplicates;
  private final Run[] runs = new Run[MAX_RUNS];
  private int count;
  private long memoryBytes;
  private long arrivals;

  private static final class Run {
    int start;
    int end;
    long lastArrival;
    SpanQueue text = new SpanQueue();
  }

  /**
   * Makes an empty queue that takes nothing more when it keeps {@code maxMemoryBytes} of buffers.
   *
   * @param duplicates hears of what came again
   */
  OutOfOrderQueue(long maxMemoryBytes, DuplicateReport duplicates) {
    this.maxMemoryBytes = maxMemoryBytes;
    this.duplicates = duplicates;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int runs() {
    return count;
  }

  /** Returns the size of the buffers that are kept. */
  long memoryBytes() {
    return memoryBytes;
  }

  /**
   * Keeps text [start, start + length) as far as it is not there yet.
   *
   * @return false when some of it could not be kept
   */
  boolean insert(Buffers pools, int start, Buffer buffer, int at, int length) {
    arrivals++;
    int end = start + length;
    int cursor = start;
    boolean kept = true;
    for (int i = 0; kept && i < count && Sequence.less(cursor, end); i++) {
      Run run = runs[i];
      if (Sequence.lessOrEqual(run.start, cursor)) {
        if (Sequence.less(cursor, run.end)) {
          run.lastArrival = arrivals;
          duplicates.note(cursor, Sequence.min(end, run.end));
          cursor = run.end;
        }
        continue;
      }
      int stop = Sequence.min(end, run.start);
      kept = put(pools, i, cursor, buffer, at + (cursor - start), stop - cursor);
      cursor = stop;
      if (runs[i] == run) {
        i--; // the piece went behind the run before: this one is still to be looked at
      }
    }
    if (kept && Sequence.less(cursor, end)) {
      kept = put(pools, count, cursor, buffer, at + (cursor - start), end - cursor);
    }
    mergeTouching();
    return kept;
  }

  /**
   * Puts a piece that overlaps nothing: behind run {@code i - 1} if it touches it, else as run i.
   */
  private boolean put(Buffers pools, int i, int start, Buffer buffer, int at, int length) {
    if (memoryBytes >= maxMemoryBytes) {
      return false;
    }
    Run run;
    if (i > 0 && runs[i - 1].end == start) {
      run = runs[i - 1];
    } else {
      if (count == MAX_RUNS) {
        return false;
      }
      run = new Run();
      run.start = start;
      run.end = start;
      System.arraycopy(runs, i, runs, i + 1, count - i);
      runs[i] = run;
      count++;
    }
    memoryBytes -= run.text.memoryBytes();
    int stored = run.text.store(pools, buffer, at, length);
    memoryBytes += run.text.memoryBytes();
    run.end += stored;
    run.lastArrival = arrivals;
    if (run.end == run.start) {
      removeRun(i);
    }
    return stored == length;
  }

  private void mergeTouching() {
    for (int i = 1; i < count; ) {
      Run left = runs[i - 1];
      Run right = runs[i];
      if (left.end != right.start) {
        i++;
        continue;
      }
      memoryBytes -= left.text.memoryBytes() + right.text.memoryBytes();
      left.text = join(left.text, right.text);
      memoryBytes += left.text.memoryBytes();
      left.end = right.end;
      left.lastArrival = Math.max(left.lastArrival, right.lastArrival);
      removeRun(i);
    }
  }

  // The one of fewer pieces is moved: what arrives piece by piece from the end costs no more.
  private static SpanQueue join(SpanQueue left, SpanQueue right) {
    if (left.spans() < right.spans()) {
      right.prependAll(left);
      return right;
    }
    left.appendAll(right);
    return left;
  }

  private void removeRun(int i) {
    System.arraycopy(runs, i + 1, runs, i, count - i - 1);
    count--;
  }

  /**
   * Moves the text that follows {@code next} without a hole to the end of {@code queue}, and drops
   * what lies before it: that came in order, too.
   *
   * @return how many bytes were moved
   */
  int takeFrom(int next, SpanQueue queue) {
    int taken = 0;
    while (count > 0 && Sequence.lessOrEqual(runs[0].start, next + taken)) {
      Run run = runs[0];
      memoryBytes -= run.text.memoryBytes();
      int stale = Sequence.min(next + taken, run.end) - run.start;
      if (stale > 0) {
        duplicates.note(run.start, run.start + stale);
        run.text.drop(stale);
      }
      taken += run.text.bytes();
      queue.appendAll(run.text);
      removeRun(0);
    }
    return taken;
  }

  /**
   * Picks the runs to report: the one that grew last first (RFC 2018, 4).
   *
   * @param left receives the runs' first sequence numbers
   * @param right receives the sequence numbers behind their ends
   * @param from how many places of both are taken
   * @param most how many there are
   * @return how many are taken now
   */
  int report(int[] left, int[] right, int from, int most) {
    int picked = from;
    long below = Long.MAX_VALUE;
    while (picked < most) {
      Run latest = latestBefore(below);
      if (latest == null) {
        break;
      }
      below = latest.lastArrival;
      left[picked] = latest.start;
      right[picked++] = latest.end;
    }
    return picked;
  }

  private @Nullable Run latestBefore(long arrival) {
    Run latest = null;
    for (int i = 0; i < count; i++) {
      Run run = runs[i];
      if (run.lastArrival < arrival && (latest == null || run.lastArrival > latest.lastArrival)) {
        latest = run;
      }
    }
    return latest;
  }

  void clear() {
    while (count > 0) {
      runs[0].text.clear();
      removeRun(0);
    }
    memoryBytes = 0;
  }
}
