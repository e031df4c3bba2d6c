package org.slirp4j.tcpip.tcp;

/**
 * The duplicate that an acknowledgment reports (RFC 2883, 4). One object per layer serves all
 * acknowledgments in turn.
 */
final class Dsack {
  private boolean present;
  private int right;

  /** Reads the first SACK block: is it of what the same acknowledgment says has arrived before? */
  void read(Segment segment, int maxWindowBytes, int nxt) {
    TcpOptions options = segment.options;
    present = false;
    if (options.sackBlocks == 0) {
      return;
    }
    int una = segment.acknowledgment;
    int left = options.sackLeft[0];
    right = options.sackRight[0];
    int length = right - left;
    int back = una - left;
    boolean below = 0 < length && length <= back && back <= maxWindowBytes; // RFC 2883, 4.1
    present = below || (options.sackBlocks > 1 && isWithinSecond(options, una, nxt));
  }

  // RFC 2883, 4.2; unsigned, so that nothing reaches around the space of numbers
  private static boolean isWithinSecond(TcpOptions options, int una, int nxt) {
    int[] left = options.sackLeft;
    int[] right = options.sackRight;
    return isOrdered(0, left[1] - una, left[0] - una)
        && Integer.compareUnsigned(left[0] - una, right[0] - una) < 0
        && isOrdered(right[0] - una, right[1] - una, nxt - una);
  }

  private static boolean isOrdered(int a, int b, int c) {
    return Integer.compareUnsigned(a, b) <= 0 && Integer.compareUnsigned(b, c) <= 0;
  }

  /** There is none. */
  void clear() {
    present = false;
  }

  boolean isPresent() {
    return present;
  }

  /** Returns the number behind the duplicate. */
  int right() {
    return right;
  }
}
