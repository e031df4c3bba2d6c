package org.slirp4j.tcpip.tcp;

/**
 * Congestion window of NewReno (RFC 5681, RFC 6928 for its first value), in bytes.
 *
 * <p>Between the stack and the container is only the device's queue, so the window grows to
 * whatever the send buffer holds within a few round trips and is seldom the limit.
 */
final class CongestionControl {
  private static final int INITIAL_SEGMENTS = 10;
  private static final int MAX_WINDOW_BYTES = 1 << 30;

  private int mss;
  private int window;
  private int threshold = MAX_WINDOW_BYTES;
  private int acknowledgedInAvoidance;

  /** Begins with the initial window for segments of {@code mss} bytes. */
  void begin(int mss) {
    this.mss = mss;
    // RFC 6928, 2: IW = min (10*MSS, max (2*MSS, 14600))
    window = Math.min(INITIAL_SEGMENTS * mss, Math.max(2 * mss, 14_600));
  }

  int windowBytes() {
    return window;
  }

  /**
   * Takes note of newly acknowledged bytes outside fast recovery.
   *
   * @param limited whether the window was what held the sender back (RFC 7661, 4.4)
   */
  void onAcknowledged(int bytes, boolean limited) {
    if (!limited) {
      return;
    }
    if (window < threshold) {
      window =
          Math.min(
              window + bytes, MAX_WINDOW_BYTES); // RFC 3465, 2.2, with L unbounded: (deviation)
      return;
    }
    acknowledgedInAvoidance += bytes;
    if (acknowledgedInAvoidance >= window) { // RFC 3465, 2.1
      acknowledgedInAvoidance -= window;
      window = Math.min(window + mss, MAX_WINDOW_BYTES);
    }
  }

  /** Enters fast recovery with {@code flight} bytes outstanding (RFC 6675, 5, step 4.2). */
  void onLoss(int flight) {
    threshold = Math.max(flight / 2, 2 * mss);
    window = threshold;
    acknowledgedInAvoidance = 0;
  }

  /** The retransmission timer expired (RFC 5681, 3.1). */
  void onTimeout(int flight, boolean first) {
    if (first) {
      threshold = Math.max(flight / 2, 2 * mss);
    }
    window = mss;
    acknowledgedInAvoidance = 0;
  }
}
