package org.slirp4j.runtime.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a run still has to do, and how long that takes: each step as long as it took the last time,
 * and as was expected before it was done for the first time.
 */
final class Timetable {
  private final long[] millis;
  private final int[] left;
  private final LongSupplier clock;
  private int current = -1;
  private long beganNanos;

  /**
   * Begins.
   *
   * @param expectedMillis of each step
   * @param rounds how often each is done
   * @param clock in nanoseconds
   */
  Timetable(long[] expectedMillis, int rounds, LongSupplier clock) {
    this.millis = expectedMillis.clone();
    this.left = new int[millis.length];
    Arrays.fill(left, rounds);
    this.clock = clock;
  }

  /** Notes that a step begins. */
  void begin(int step) {
    current = step;
    beganNanos = clock.getAsLong();
  }

  /** Notes that it has ended. */
  void end() {
    millis[current] = tookMillis();
    left[current]--;
    current = -1;
  }

  /** Returns how long all that is left will take. */
  long leftMillis() {
    long sum = 0;
    for (int i = 0; i < millis.length; i++) {
      sum += left[i] * millis[i];
    }
    return current < 0 ? sum : sum - Math.min(tookMillis(), millis[current]);
  }

  private long tookMillis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.getAsLong() - beganNanos);
  }
}
