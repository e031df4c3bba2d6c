package org.slirp4j.runtime.bench.traffic;

import java.util.Arrays;

/** Times of requests, of which percentiles are wanted; bounded. */
final class Latencies {
  private static final int MOST = 1 << 20;

  private final long[] nanos = new long[MOST];
  private int count;

  /** Adds one; those beyond the bound are forgotten. */
  void add(long time) {
    if (count < MOST) {
      nanos[count++] = time;
    }
  }

  /** Returns the count, then the percentiles 50, 99 and 99.9 in nanoseconds. */
  String text() {
    Arrays.sort(nanos, 0, count);
    return count + " " + percentile(500) + " " + percentile(990) + " " + percentile(999);
  }

  private long percentile(int thousandths) {
    return count == 0 ? 0 : nanos[(int) Math.min(count - 1, (long) count * thousandths / 1_000)];
  }
}
