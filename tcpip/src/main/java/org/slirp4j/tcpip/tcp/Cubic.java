package org.slirp4j.tcpip.tcp;

/**
 * How the congestion window grows after a loss: CUBIC (RFC 9438). It returns to where the loss was
 * quickly, stays there for a while, and goes on beyond; and it is never slower than Reno.
 *
 * <pre>
 *   W_cubic(t) = C*(t - K)^3 + W_max          C = 0.4, t in seconds, W in segments
 * </pre>
 *
 * <p>Windows are bytes here and times integers, so that an acknowledgment costs no floating point.
 */
final class Cubic {
  private static final double C = 0.4;

  // Of a millisecond's third power and a byte's, as 0.4 / 10^9 in two steps that keep in range.
  private static final long CUBE_DIVISOR = 1_000_000;
  private static final long C_NUMERATOR = 4;
  private static final long C_DIVISOR = 10_000;

  /** Beyond this the window is as large as any; and its third power is still a long. */
  private static final long MAX_MILLIS = 200_000;

  // alpha_cubic = 3 * (1 - beta_cubic) / (1 + beta_cubic) with beta_cubic = 0.7 (RFC 9438, 4.3)
  private static final int ALPHA_NUMERATOR = 9;
  private static final int ALPHA_DENOMINATOR = 17;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private int wMax; // W_max
  private int cwndPrior; // cwnd_prior
  private boolean timedOut;

  private boolean inEpoch;
  private long epochStart; // t_epoch
  private long lastGrowth;
  private long kMillis; // K
  private int wEst; // W_est
  private long wEstRemainder;
  private long remainder;

  /** Returns beta_cubic times {@code bytes} (RFC 9438, 4.6). */
  static int reduced(int bytes) {
    return (int) (bytes * 7L / 10);
  }

  /** The window of {@code cwnd} bytes was too large; {@code timedOut} if a time-out told so. */
  void onLoss(int cwnd, boolean timedOut) {
    // RFC 9438, 4.7: fast convergence, (1 + beta_cubic) / 2 = 0.85
    wMax = cwnd < wMax ? (int) (cwnd * 17L / 20) : cwnd;
    cwndPrior = cwnd;
    this.timedOut = timedOut;
    inEpoch = false;
  }

  /**
   * Returns the window that follows one of {@code cwnd} bytes when {@code acknowledged} bytes were
   * acknowledged in congestion avoidance (RFC 9438, 4.2 to 4.5).
   */
  int grow(int cwnd, int acknowledged, int mss, long rttNanos, long now) {
    if (!inEpoch) {
      beginEpoch(cwnd, mss, now);
    }
    // RFC 9438, 4.2: time in which something else than the window was the limit does not count
    long pause = now - lastGrowth - 2 * Math.max(rttNanos, NANOS_PER_MILLI);
    epochStart += Math.max(pause, 0);
    lastGrowth = now;
    growEstimate(cwnd, acknowledged, mss);
    long t = (now - epochStart) / NANOS_PER_MILLI;
    if (wCubic(t, mss) < wEst) {
      return Math.max(cwnd, wEst); // 4.3: the Reno-friendly region
    }
    long target = wCubic(t + rttNanos / NANOS_PER_MILLI, mss);
    target = Math.min(Math.max(target, cwnd), cwnd + cwnd / 2L); // 4.4 and 4.5
    remainder += (target - cwnd) * acknowledged;
    long step = remainder / cwnd;
    remainder -= step * cwnd;
    return (int) (cwnd + step);
  }

  private void beginEpoch(int cwnd, int mss, long now) {
    inEpoch = true;
    epochStart = now;
    lastGrowth = now;
    wEst = cwnd;
    wEstRemainder = 0;
    remainder = 0;
    if (timedOut || wMax <= cwnd) { // RFC 9438, 4.8: K = 0
      wMax = cwnd;
      kMillis = 0;
      timedOut = false;
    } else {
      kMillis = Math.round(1_000 * Math.cbrt((wMax - cwnd) / (C * mss)));
    }
  }

  // RFC 9438, 4.3: what Reno with this reduction would have
  private void growEstimate(int cwnd, int acknowledged, int mss) {
    int alpha = wEst < cwndPrior ? ALPHA_NUMERATOR : ALPHA_DENOMINATOR;
    wEstRemainder += (long) alpha * mss * acknowledged;
    long perByte = (long) ALPHA_DENOMINATOR * cwnd;
    long step = wEstRemainder / perByte;
    wEstRemainder -= step * perByte;
    wEst = (int) Math.min(wEst + step, CongestionControl.MAX_WINDOW_BYTES);
  }

  private long wCubic(long millis, int mss) {
    long d = Math.min(Math.max(millis - kMillis, -MAX_MILLIS), MAX_MILLIS);
    return wMax + d * d * d / CUBE_DIVISOR * (C_NUMERATOR * mss) / C_DIVISOR;
  }
}
