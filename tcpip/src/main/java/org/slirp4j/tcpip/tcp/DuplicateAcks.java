package org.slirp4j.tcpip.tcp;

/**
 * What duplicate acknowledgments tell where the guest has no SACK: each that a segment has arrived,
 * three that the first one is lost (RFC 5681, 3.2; RFC 6582).
 */
final class DuplicateAcks {
  private int count; // DupAcks
  private int arrivedBytes;
  private boolean careful;
  private int recover; // of RFC 6582, 3

  void onDuplicate(int mss, int flightBytes) {
    count++;
    // Not more than there can be: all but the segment that is missing.
    arrivedBytes = Math.min(arrivedBytes + mss, Math.max(flightBytes - mss, 0));
  }

  /**
   * The cumulative acknowledgment moved by {@code acknowledged} bytes to {@code una}.
   *
   * @return how many of them duplicates had not told of (RFC 6937, 3)
   */
  int onAdvance(int una, int acknowledged, int mss) {
    int before = arrivedBytes;
    arrivedBytes = Math.max(0, before - Math.max(acknowledged - mss, 0));
    count = 0;
    careful &= Sequence.lessOrEqual(una, recover);
    return acknowledged - (before - arrivedBytes);
  }

  /** Tells whether the first segment in flight is lost. */
  boolean isThresholdReached() {
    return count >= LossRecovery.DUP_THRESHOLD && !careful;
  }

  /** Returns how much in flight is thought to have arrived. */
  int arrivedBytes() {
    return arrivedBytes;
  }

  /** RFC 6582, 3.2, steps 1 and 4: what is sent again up to {@code nxt} makes duplicates itself. */
  void onRecovery(int nxt) {
    careful = true;
    recover = nxt;
  }

  /** After a time-out nothing is known of what has arrived. */
  void onTimeout(int nxt) {
    onRecovery(nxt);
    count = 0;
    arrivedBytes = 0;
  }
}
