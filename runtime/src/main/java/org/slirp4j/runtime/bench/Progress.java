package org.slirp4j.runtime.bench;

import java.io.PrintStream;
import java.util.Locale;

/**
 * The line that tells how far a run is and how long it will still take, on standard error where
 * that is a terminal.
 */
final class Progress {
  private static final int MILLIS_PER_SECOND = 1_000;
  private static final int SECONDS_PER_MINUTE = 60;

  /** Below that minutes are too coarse. */
  private static final int FEW_MINUTES = 2;

  private final PrintStream out;
  private final int columns;
  private final Timetable timetable;
  private String round = "";

  /**
   * Begins.
   *
   * @param columns of the terminal; none where nothing is to be shown
   * @param timetable tells how long it will still take
   */
  Progress(PrintStream out, int columns, Timetable timetable) {
    this.out = out;
    this.columns = columns;
    this.timetable = timetable;
  }

  /** Tells which round begins. */
  void round(String which) {
    round = which;
  }

  /** Tells what comes next. */
  void next(String what) {
    if (columns > 0) {
      String line = round + ", " + time(timetable.leftMillis()) + " left: " + what;
      show(line.length() < columns ? line : line.substring(0, columns - 1));
    }
  }

  /** Takes the line away. */
  void end() {
    if (columns > 0) {
      show("");
    }
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
