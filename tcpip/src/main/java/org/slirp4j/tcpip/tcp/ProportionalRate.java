package org.slirp4j.tcpip.tcp;

/**
 * Proportional rate reduction (RFC 6937): during fast recovery, as much is sent as arrives, times
 * the factor by which the window is reduced; so the recovery neither pauses nor bursts.
 */
final class ProportionalRate {
  private int recoverFs; // RecoverFS
  private int delivered; // prr_delivered
  private int out; // prr_out

  /** Recovery begins with {@code flightBytes} in flight. */
  void begin(int flightBytes) {
    recoverFs = Math.max(flightBytes, 1);
    delivered = 0;
    out = 0;
  }

  void onSent(int bytes) {
    out += bytes;
  }

  /**
   * Returns the window after an acknowledgment told the arrival of {@code deliveredNow} bytes (RFC
   * 6937, 3, with the slow start reduction bound).
   *
   * @param safe SND.UNA moved and no more losses were found: as Linux has it, only then is a window
   *     that losses have emptied filled faster than bytes arrive
   */
  int windowBytes(int deliveredNow, boolean safe, int pipe, int threshold, int mss) {
    delivered += deliveredNow;
    int sndcnt;
    if (pipe > threshold) {
      long share = (long) delivered * threshold;
      sndcnt = (int) ((share + recoverFs - 1) / recoverFs) - out;
    } else {
      int limit = Math.max(delivered - out, deliveredNow) + (safe ? mss : 0);
      sndcnt = Math.min(threshold - pipe, limit);
    }
    return pipe + Math.max(sndcnt, 0);
  }
}
