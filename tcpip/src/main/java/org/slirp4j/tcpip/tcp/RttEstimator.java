package org.slirp4j.tcpip.tcp;

/**
 * Smoothed round-trip time and retransmission time-out (RFC 6298), and the shortest round trip of
 * late (RFC 8985, 6.2, step 1). Times are nanoseconds.
 */
final class RttEstimator {
  /** RFC 6298, 2.1. */
  private static final long FIRST_RTO_NANOS = 1_000_000_000L;

  /** (deviation) RFC 6298, 2.4 says 1 s; as Linux, above any delayed acknowledgment. */
  private static final long MIN_RTO_NANOS = 200_000_000L;

  /** RFC 6298, 5.7: when the SYN had to be sent again. */
  private static final long RTO_AFTER_LOST_SYN_NANOS = 3_000_000_000L;

  /** RFC 6298, 2.5: at least 60 s. */
  private static final long MAX_RTO_NANOS = 60_000_000_000L;

  /** Clock granularity G: the deadline wheel's tick, rounded up. */
  private static final long GRANULARITY_NANOS = 2_000_000L;

  /** Enough to get from the shortest interval to the longest. */
  private static final int MAX_DOUBLINGS = 9;

  /** Half the time after which the shortest round trip is forgotten: paths change. */
  private static final long MIN_RTT_EPOCH_NANOS = 150_000_000_000L;

  private boolean sampled;
  private long srtt;
  private long rttvar;
  private long rto = FIRST_RTO_NANOS;

  private boolean delivered;
  private long min; // of this epoch
  private long lastMin; // of the one before
  private long epochEndsAt;

  /** Takes a measured round trip; there is to be one per flight (RFC 6298, 3). */
  void sample(long rttNanos) {
    long r = Math.max(rttNanos, 0);
    if (!sampled) {
      sampled = true;
      srtt = r; // RFC 6298, 2.2
      rttvar = r / 2;
    } else {
      rttvar += (Math.abs(srtt - r) - rttvar) / 4; // RFC 6298, 2.3
      srtt += (r - srtt) / 8;
    }
    rto = clamp(srtt + Math.max(GRANULARITY_NANOS, 4 * rttvar));
  }

  /** Takes how long something that was sent once took to be acknowledged. */
  void onDelivered(long nanos, long now) {
    if (!delivered || now - epochEndsAt >= 0) {
      lastMin = delivered ? min : nanos;
      min = nanos;
      delivered = true;
      epochEndsAt = now + MIN_RTT_EPOCH_NANOS;
    }
    min = Math.min(min, nanos);
  }

  /** Returns the shortest round trip of the last minutes, 0 before there was any. */
  long minNanos() {
    return Math.min(min, lastMin);
  }

  /** Returns SRTT, 0 before the first measurement. */
  long smoothedNanos() {
    return srtt;
  }

  boolean isSampled() {
    return sampled;
  }

  /** Doubles the time-out (RFC 6298, 5.5). */
  void backOff() {
    rto = clamp(rto * 2);
  }

  /** The handshake is over; {@code again} tells whether the SYN was sent more than once. */
  void onSynAcknowledged(boolean again) {
    if (again) {
      rto = RTO_AFTER_LOST_SYN_NANOS;
    }
  }

  /** Returns RTO. */
  long timeoutNanos() {
    return rto;
  }

  /**
   * Returns how long to wait for an answer: the time-out, and after {@code probes} probes of the
   * window twice that for each (RFC 9293, SHLD-29 and SHLD-30).
   */
  long intervalNanos(int probes) {
    return clamp(rto << Math.min(probes, MAX_DOUBLINGS));
  }

  private static long clamp(long nanos) {
    return Math.min(Math.max(nanos, MIN_RTO_NANOS), MAX_RTO_NANOS);
  }
}
