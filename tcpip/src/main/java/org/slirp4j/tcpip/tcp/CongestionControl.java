package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;

/**
 * The congestion window, in bytes: slow start (RFC 5681, 3.1) from ten segments (RFC 6928) until
 * there is a loss, then {@link ProportionalRate} during the recovery and {@link Cubic} after it.
 *
 * <p>Between the stack and the container is only the device's queue, so the window grows to
 * whatever the send buffer holds within a few round trips and is seldom the limit.
 */
final class CongestionControl {
  static final int MAX_WINDOW_BYTES = 1 << 30;
  private static final int INITIAL_SEGMENTS = 10;

  private int mss;
  private int cwnd;
  private int ssthresh = MAX_WINDOW_BYTES;

  // Made when there is a loss, which for most connections there never is.
  private @Nullable Cubic cubic;
  private @Nullable ProportionalRate recovery;

  /** Begins with the initial window for segments of {@code mss} bytes. */
  void begin(int mss) {
    this.mss = mss;
    cwnd = initialWindow();
  }

  // RFC 6928, 2: IW = min (10*MSS, max (2*MSS, 14600))
  private int initialWindow() {
    return Math.min(INITIAL_SEGMENTS * mss, Math.max(2 * mss, 14_600));
  }

  int windowBytes() {
    return cwnd;
  }

  /** Nothing was sent for longer than a time-out: RW of RFC 5681, 4.1. */
  void onIdle() {
    cwnd = Math.min(cwnd, initialWindow());
  }

  /**
   * Takes note of newly acknowledged bytes outside fast recovery.
   *
   * @param limited whether the window was what held the sender back (RFC 7661, 4.4)
   */
  void onAcknowledged(int bytes, boolean limited, long rttNanos, long now) {
    if (!limited) {
      return;
    }
    if (cwnd < ssthresh || cubic == null) {
      // (deviation) RFC 3465, 2.2, with L unbounded: one acknowledgment stands for many segments
      cwnd = Math.min(cwnd + bytes, MAX_WINDOW_BYTES);
    } else {
      cwnd = Math.min(cubic.grow(cwnd, bytes, mss, rttNanos, now), MAX_WINDOW_BYTES);
    }
  }

  /** A loss among {@code flightBytes} was found, for the first time in this flight. */
  void onLoss(int flightBytes) {
    cubic().onLoss(cwnd, false);
    reduce(flightBytes);
    cwnd = ssthresh;
  }

  // RFC 9438, 4.6; RFC 5681, 3.1, (4) has the least. What is in flight may be more than the window,
  // when the guest holds much of it.
  private void reduce(int flightBytes) {
    ssthresh = Math.max(Cubic.reduced(Math.min(flightBytes, cwnd)), 2 * mss);
  }

  private Cubic cubic() {
    if (cubic == null) {
      cubic = new Cubic();
    }
    return cubic;
  }

  // ---- fast recovery

  /** A loss was found: fast recovery begins with {@code flightBytes} in flight. */
  void enterRecovery(int flightBytes) {
    onLoss(flightBytes);
    if (recovery == null) {
      recovery = new ProportionalRate();
    }
    recovery.begin(flightBytes);
  }

  /** A retransmission was lost, too: RFC 5681, 4.3 has the window lowered twice. */
  void onLossAgain() {
    cwnd = ssthresh;
    enterRecovery(cwnd);
  }

  /**
   * Fast recovery goes on: {@code delivered} bytes arrived, {@code pipe} are on their way.
   *
   * @param safe see {@link ProportionalRate#windowBytes}
   */
  void onRecovery(int delivered, boolean safe, int pipe) {
    if (recovery != null) {
      cwnd = recovery.windowBytes(delivered, safe, pipe, ssthresh, mss);
    }
  }

  /** Something was sent in fast recovery. */
  void onSentInRecovery(int bytes) {
    if (recovery != null) {
      recovery.onSent(bytes);
    }
  }

  /** Fast recovery is over. */
  void leaveRecovery() {
    cwnd = ssthresh;
  }

  /** The retransmission timer expired, for the {@code first} time since there was an answer. */
  void onTimeout(int flightBytes, boolean first) {
    if (first) { // RFC 5681, 3.1: not again for a retransmission
      cubic().onLoss(cwnd, true);
      reduce(flightBytes);
    }
    cwnd = mss; // LW
  }
}
