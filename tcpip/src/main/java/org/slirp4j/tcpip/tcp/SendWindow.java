package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.wire.TcpSegment;

/** What the guest says it has room for, and which segment said so (RFC 9293, 3.3.1). */
final class SendWindow {
  private int wnd; // SND.WND, in bytes
  private int maxWnd; // Max(SND.WND), RFC 9293, 3.8.6.2.1
  private int usualWnd; // the same, since the guest last made do with less
  private int wl1; // SND.WL1
  private int wl2; // SND.WL2
  private int shift; // Snd.Wind.Shift

  void useShift(int shift) {
    this.shift = shift;
  }

  /** Returns SND.WND. */
  int bytes() {
    return wnd;
  }

  /** Returns Max(SND.WND). */
  int largestBytes() {
    return maxWnd;
  }

  /** Tells whether a segment's window is the one that is known already. */
  boolean isRepeatedBy(Segment segment) {
    return segment.window << shift == wnd;
  }

  /** Tells whether a segment's window is not older than the one that is known. */
  boolean isUpdatedBy(Segment segment) {
    // RFC 9293, 3.10.7.4, fifth: SND.WL1 < SEG.SEQ or (SND.WL1 = SEG.SEQ and SND.WL2 =< SEG.ACK)
    return Sequence.less(wl1, segment.sequence)
        || (wl1 == segment.sequence && Sequence.lessOrEqual(wl2, segment.acknowledgment));
  }

  /**
   * Takes the window of a segment, whatever was before.
   *
   * @return whether it is larger than what was before
   */
  boolean take(Segment segment) {
    // RFC 7323, 2.2: the window of a SYN is never scaled
    int bytes = segment.has(TcpSegment.SYN) ? segment.window : segment.window << shift;
    boolean opened = bytes > wnd;
    wnd = bytes;
    maxWnd = Math.max(maxWnd, bytes);
    usualWnd = Math.max(usualWnd, bytes);
    wl1 = segment.sequence;
    wl2 = segment.acknowledgment;
    return opened;
  }

  /**
   * Tells whether so little text is worth sending: all that the window takes, and at least half of
   * the largest window (RFC 9293, 3.8.6.2.1, case 3).
   */
  boolean isWorthwhile(int length, int usable) {
    return length == usable && length >= usualWnd / 2;
  }

  /**
   * The override time-out is over and the window is no larger (RFC 9293, 3.8.6.2.1, case 4).
   *
   * <p>(deviation) From here on that counts as the largest window: a guest whose buffer has shrunk
   * for good is not to wait for a time-out before each segment.
   */
  void settleForLess() {
    usualWnd = wnd;
  }
}
