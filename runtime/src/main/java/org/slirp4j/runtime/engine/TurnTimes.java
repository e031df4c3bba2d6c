package org.slirp4j.runtime.engine;

import java.util.concurrent.TimeUnit;
import org.slirp4j.portfwd.report.Latencies;

/**
 * How long the turns of a loop took, from the first thing done to the last frame written. Written
 * by the loop's thread, read by any.
 */
final class TurnTimes {
  /** The longest turn is that of the present period and of the one before. */
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Latencies all = new Latencies();
  private long periodBegan;
  private long longest;
  private long longestBefore;

  void record(long beganNanos, long endedNanos) {
    long nanos = endedNanos - beganNanos;
    all.record(nanos);
    if (endedNanos - periodBegan >= PERIOD_NANOS) {
      longestBefore = endedNanos - periodBegan >= 2 * PERIOD_NANOS ? 0 : longest;
      longest = 0;
      periodBegan = endedNanos;
    }
    longest = Math.max(longest, nanos);
  }

  /** Returns all turns so far; their sum is how long the loop was busy. */
  Latencies all() {
    return all;
  }

  /** Returns the longest turn of the last minute, of half of it at least; 0 when there was none. */
  long longestNanos(long now) {
    long age = now - periodBegan;
    long current = age < 2 * PERIOD_NANOS ? longest : 0;
    return Math.max(current, age < PERIOD_NANOS ? longestBefore : 0);
  }
}
