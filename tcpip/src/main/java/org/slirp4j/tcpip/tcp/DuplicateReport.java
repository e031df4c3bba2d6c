package org.slirp4j.tcpip.tcp;

/**
 * The text that came twice and that the next acknowledgment tells the guest of, as its first SACK
 * block: a D-SACK (RFC 2883, 4). The guest learns from it that it sent something again for nothing.
 *
 * <p>A block tells of the first such text of one segment, the latest one; and only once.
 */
final class DuplicateReport {
  private boolean pending;
  private boolean noted; // for the segment that is being processed
  private int left;
  private int right;

  /** Another segment is being processed. */
  void onSegment() {
    noted = false;
  }

  /** Text [left, right) of the segment was there already. */
  void note(int left, int right) {
    if (noted) {
      return;
    }
    noted = true;
    pending = true;
    this.left = left;
    this.right = right;
  }

  boolean isPending() {
    return pending;
  }

  int left() {
    return left;
  }

  int right() {
    return right;
  }

  /** The guest was told. */
  void onAckSent() {
    pending = false;
  }
}
