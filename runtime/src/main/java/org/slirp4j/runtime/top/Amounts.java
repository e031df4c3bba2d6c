package org.slirp4j.runtime.top;

import java.util.Locale;

/** Numbers as people read them, in few characters. */
final class Amounts {
  private static final String[] UNITS = {"", "K", "M", "G", "T", "P"};
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Amounts() {}

  /** Returns a rate in bits per second: {@code 1.24G}, {@code 340M}, {@code 12.0K}, {@code 0}. */
  static String bits(double bytesPerSecond) {
    return scaled(bytesPerSecond * 8);
  }

  /** Returns a number in at most five characters. */
  static String scaled(double value) {
    double left = Math.max(value, 0);
    int unit = 0;
    while (left >= 999.5 && unit < UNITS.length - 1) {
      left /= 1000;
      unit++;
    }
    if (unit == 0) {
      return Long.toString(Math.round(left));
    }
    int digits = left >= 99.95 ? 0 : left >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + digits + "f%s", left, UNITS[unit]);
  }

  /** Returns a share of one in percent. */
  static String percent(double share) {
    return Math.round(Math.max(share, 0) * 100) + "%";
  }

  /**
   * Returns a time in at most four characters: {@code 12s}, {@code 34m}, {@code 5h}, {@code 9d}.
   */
  static String age(long nanos) {
    long seconds = Math.max(nanos, 0) / NANOS_PER_SECOND;
    if (seconds < 100) {
      return seconds + "s";
    }
    if (seconds < 6_000) {
      return seconds / 60 + "m";
    }
    if (seconds < 360_000) {
      return seconds / 3_600 + "h";
    }
    return seconds / 86_400 + "d";
  }
}
