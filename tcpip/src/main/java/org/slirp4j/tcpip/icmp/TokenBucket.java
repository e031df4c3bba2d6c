package org.slirp4j.tcpip.icmp;

/** A rate limit: so many at once, so many per second in the long run. */
final class TokenBucket {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long nanosPerToken;
  private final long fullNanos;
  private long storedNanos;
  private long lastNanos;

  TokenBucket(int burst, int perSecond, long now) {
    nanosPerToken = NANOS_PER_SECOND / perSecond;
    fullNanos = nanosPerToken * burst;
    storedNanos = fullNanos;
    lastNanos = now;
  }

  /** Takes a token; false when there is none. */
  boolean take(long now) {
    long passed = now - lastNanos;
    if (passed > 0) {
      lastNanos = now;
      // Against overflow: more than full is full.
      storedNanos = passed >= fullNanos ? fullNanos : Math.min(fullNanos, storedNanos + passed);
    }
    if (storedNanos < nanosPerToken) {
      return false;
    }
    storedNanos -= nanosPerToken;
    return true;
  }
}
