package org.slirp4j.tcpip.tcp;

/**
 * The guest's timestamps: which one is sent back to it, and which segments are too old to be of
 * this connection (RFC 7323, 4.3 and 5).
 *
 * <p>(deviation) A segment without the option is taken although timestamps were agreed on (RFC
 * 7323, 3.2 would have it dropped): there are guests that send such.
 */
final class TimestampEcho {
  /** RFC 7323, 5.5: a timestamp this old says nothing. */
  static final long VALID_NANOS = 24L * 24 * 3600 * 1_000_000_000L;

  private int recent; // TS.Recent
  private long recentNanos;
  private int lastAckSent; // Last.ACK.sent

  /** Begins with the timestamp of the guest's SYN, if it has one. */
  void begin(Segment syn, long now) {
    lastAckSent = syn.sequence + 1;
    if (syn.options.timestamps) {
      set(syn.options.timestampValue, now);
    }
  }

  /** Returns TS.Recent, which goes back to the guest. */
  int recent() {
    return recent;
  }

  /** Tells whether a segment is older than the last one that counted (RFC 7323, 5.3, R1). */
  boolean isStale(Segment segment, long now) {
    return segment.options.timestamps
        && Sequence.less(segment.options.timestampValue, recent)
        && isValid(now);
  }

  /** Takes note of an acceptable segment's timestamp (RFC 7323, 4.3, step 2). */
  void onSegment(Segment segment, long now) {
    if (!segment.options.timestamps || Sequence.less(lastAckSent, segment.sequence)) {
      return;
    }
    if (Sequence.lessOrEqual(recent, segment.options.timestampValue) || !isValid(now)) {
      set(segment.options.timestampValue, now);
    }
  }

  /** An acknowledgment of everything before {@code rcvNxt} is on its way. */
  void onAckSent(int rcvNxt) {
    lastAckSent = rcvNxt;
  }

  private void set(int value, long now) {
    recent = value;
    recentNanos = now;
  }

  private boolean isValid(long now) {
    return now - recentNanos < VALID_NANOS;
  }
}
