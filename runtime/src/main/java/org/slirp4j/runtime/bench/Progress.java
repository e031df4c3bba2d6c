package org.slirp4j.runtime.bench;

import java.util.Locale;

/** The line that tells how far a run is, on standard error where that is a terminal. */
final class Progress {
  private static final int COLUMNS = 79;
  private static final double NANOS = 1e9;
  private static final int SECONDS_PER_MINUTE = 60;

  private final boolean shown;
  private final int total;
  private final long began = System.nanoTime();
  private int done;

  Progress(boolean shown, int total) {
    this.shown = shown;
    this.total = total;
  }

  /** Tells what comes next. */
  void next(String what) {
    if (shown) {
      String line = String.format(Locale.ROOT, "%d of %d%s: %s", done + 1, total, left(), what);
      show(line.length() > COLUMNS ? line.substring(0, COLUMNS) : line);
    }
    done++;
  }

  /** Notes that some will not be done. */
  void skip(int count) {
    done += count;
  }

  /** Takes the line away. */
  void end() {
    if (shown) {
      show("");
    }
  }

  private String left() {
    if (done == 0) {
      return "";
    }
    double seconds = (System.nanoTime() - began) / NANOS / done * (total - done);
    return seconds > 2 * SECONDS_PER_MINUTE
        ? String.format(Locale.ROOT, ", %.0f min left", seconds / SECONDS_PER_MINUTE)
        : String.format(Locale.ROOT, ", %.0f s left", seconds);
  }

  /** Erases the line, ECMA-48's EL, and writes another. */
  private static void show(String line) {
    System.err.print("\r\u001b[K" + line);
    System.err.flush();
  }
}
