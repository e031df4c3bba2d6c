package org.slirp4j.portfwd.report;

import java.util.concurrent.TimeUnit;

/**
 * A limit on how often one kind of log line comes: the first at once, then one per interval.
 *
 * <p>The container can provoke whatever is logged, so nothing is logged without a gate.
 */
public final class LogGate {
  /** Long enough to keep a log readable, short enough to show that the trouble lasts. */
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Log log;
  private boolean shut;
  private long openAtNanos;
  private long held;

  /** Makes an open gate to {@code log}. */
  public LogGate(Log log) {
    this.log = log;
  }

  /**
   * Tells whether a line may be written now; if not, it is counted. To be asked before the line is
   * put together.
   */
  public boolean opens(long nowNanos) {
    if (shut && nowNanos - openAtNanos < 0) {
      held++;
      return false;
    }
    shut = true;
    openAtNanos = nowNanos + INTERVAL_NANOS;
    return true;
  }

  /** Writes a line, and how many were held back before it. Only after {@link #opens}. */
  public void warn(String line) {
    log.warn(held == 0 ? line : line + " (and " + held + " times more before)");
    held = 0;
  }
}
