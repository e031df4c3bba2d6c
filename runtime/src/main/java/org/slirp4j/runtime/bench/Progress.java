package org.slirp4j.runtime.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The line that tells how far a run is and how long it will still take, on standard error where
 * that is a terminal.
 *
 * <p>The time that is left is what the rest was expected to take, as much longer or shorter as what
 * is done has turned out.
 */
final class Progress {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int MILLIS_PER_SECOND = 1_000;
  private static final int SECONDS_PER_MINUTE = 60;

  /** Below that minutes are too coarse. */
  private static final int FEW_MINUTES = 2;

  private final PrintStream out;
  private final int columns;
  private final LongSupplier clock;
  private final long totalMillis;
  private final long beganNanos;
  private long doneMillis;
  private String round = "";

  /**
   * Begins.
   *
   * @param columns of the terminal; none where nothing is to be shown
   * @param totalMillis what the run is expected to take
   * @param clock in nanoseconds
   */
  Progress(PrintStream out, int columns, long totalMillis, LongSupplier clock) {
    this.out = out;
    this.columns = columns;
    this.totalMillis = totalMillis;
    this.clock = clock;
    this.beganNanos = clock.getAsLong();
  }

  /** Tells which round begins. */
  void round(String which) {
    round = which;
  }

  /** Tells what comes next. */
  void next(String what) {
    if (columns > 0) {
      String line = round + ", " + time(leftMillis()) + " left: " + what;
      show(line.length() < columns ? line : line.substring(0, columns - 1));
    }
  }

  /** Notes that something has been done. */
  void done(long expectedMillis) {
    doneMillis += expectedMillis;
  }

  /** Takes the line away. */
  void end() {
    if (columns > 0) {
      show("");
    }
  }

  private long leftMillis() {
    long left = Math.max(0, totalMillis - doneMillis);
    if (doneMillis == 0) {
      return left;
    }
    double tookMillis = (double) (clock.getAsLong() - beganNanos) / NANOS_PER_MILLI;
    return (long) (left * tookMillis / doneMillis);
  }

  private static String time(long millis) {
    long seconds = Math.ceilDiv(millis, MILLIS_PER_SECOND);
    return seconds > FEW_MINUTES * SECONDS_PER_MINUTE
        ? String.format(Locale.ROOT, "%d min", Math.ceilDiv(seconds, SECONDS_PER_MINUTE))
        : String.format(Locale.ROOT, "%d s", seconds);
  }

  /** Erases the line, ECMA-48's EL, and writes another. */
  private void show(String line) {
    out.print("\r\u001b[K" + line);
    out.flush();
  }
}
