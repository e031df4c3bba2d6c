package org.slirp4j.runtime.bench.report;

import java.util.Locale;

/** Values as people read them: three digits that count. */
final class Numbers {
  private Numbers() {}

  /** Returns a value's text. */
  static String text(double value) {
    double size = Math.abs(value);
    if (size >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size >= 100 || size == 0) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size >= 10) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    return String.format(Locale.ROOT, size >= 0.01 ? "%.2f" : "%.4f", value);
  }
}
