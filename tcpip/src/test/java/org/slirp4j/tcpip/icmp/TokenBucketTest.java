package org.slirp4j.tcpip.icmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  private final TokenBucket bucket = new TokenBucket(10, 100, after(0));

  // The clock's origin is anywhere, and time may run over its end.
  private static long after(long nanos) {
    return Long.MAX_VALUE - 3 * SECOND + nanos;
  }

  private int takeAll(long now) {
    int taken = 0;
    while (bucket.take(now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void givesItsBurstAndThenByTime() {
    assertEquals(10, takeAll(after(0)));
    assertEquals(0, takeAll(after(SECOND / 100 - 1)));
    assertEquals(1, takeAll(after(SECOND / 100)));
    assertEquals(5, takeAll(after(6 * SECOND / 100)));
  }

  @Test
  void savesUpNoMoreThanItsBurst() {
    takeAll(after(0));
    assertEquals(10, takeAll(after(10 * SECOND)));
    assertEquals(10, takeAll(after(200L * 365 * 86_400 * SECOND)));
  }

  @Test
  void timeThatDoesNotPassGivesNothing() {
    takeAll(after(SECOND));
    assertEquals(0, takeAll(after(0)));
    assertEquals(0, takeAll(after(SECOND)));
  }
}
