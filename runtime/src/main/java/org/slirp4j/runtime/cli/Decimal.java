package org.slirp4j.runtime.cli;

/** Non-negative decimal numbers in command lines. */
final class Decimal {
  /** Digits that always fit an int; leading zeros count. */
  private static final int MAX_DIGITS = 9;

  private Decimal() {}

  /** Returns the number that is all of {@code text}, or −1 if that is none or too large. */
  static int parse(String text) {
    return parse(text, 0, text.length());
  }

  /** Returns the number between two indices of {@code text}, or −1 if that is none or too large. */
  static int parse(String text, int from, int to) {
    if (from >= to || to - from > MAX_DIGITS) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
