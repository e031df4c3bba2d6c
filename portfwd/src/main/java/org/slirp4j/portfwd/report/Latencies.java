package org.slirp4j.portfwd.report;

/**
 * Durations counted by length. Written by one thread, read by any: a reader may see a count late,
 * never torn. Recording allocates nothing.
 *
 * <pre>
 *   bucket      0        1        2              18      19
 *   up to    10 µs    20 µs    50 µs    …      10 s     any
 * </pre>
 */
public final class Latencies {
  private static final long MICRO = 1_000;
  private static final long[] BOUNDS_NANOS = bounds();

  private final long[] counts = new long[BOUNDS_NANOS.length + 1];
  private long sumNanos;

  // 10, 20, 50, 100 … µs to 10 s: what a glance at a table can tell apart.
  private static long[] bounds() {
    long[] bounds = new long[19];
    long decade = 10 * MICRO;
    for (int i = 0; i < bounds.length; i += 3, decade *= 10) {
      bounds[i] = decade;
      if (i + 2 < bounds.length) {
        bounds[i + 1] = 2 * decade;
        bounds[i + 2] = 5 * decade;
      }
    }
    return bounds;
  }

  /** Counts a duration. */
  public void record(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    counts[bucket]++;
    sumNanos += nanos;
  }

  /** Returns how many buckets there are. */
  public static int buckets() {
    return BOUNDS_NANOS.length + 1;
  }

  /** Returns the longest duration that a bucket takes; the last one takes all. */
  public static long boundNanos(int bucket) {
    return bucket < BOUNDS_NANOS.length ? BOUNDS_NANOS[bucket] : Long.MAX_VALUE;
  }

  /** Returns how many durations a bucket has taken. */
  public long count(int bucket) {
    return counts[bucket];
  }

  /** Returns the sum of all durations. */
  public long sumNanos() {
    return sumNanos;
  }
}
