package org.slirp4j.runtime.cli;

/** Dotted-quad text of IPv4 addresses. */
public final class Ipv4 {
  private Ipv4() {}

  /** Returns the address's 32 bits, most significant byte first, or −1 if {@code text} is none. */
  public static long parse(String text) {
    long bits = 0;
    int from = 0;
    for (int part = 0; part < 4; part++) {
      int dot = part < 3 ? text.indexOf('.', from) : text.length();
      int value = dot < 0 || dot - from > 3 ? -1 : Decimal.parse(text, from, dot);
      // inet_pton(3): a leading zero would mean octal to some.
      if (value < 0 || value > 255 || (dot - from > 1 && text.charAt(from) == '0')) {
        return -1;
      }
      bits = bits << 8 | value;
      from = dot + 1;
    }
    return bits;
  }

  /** Returns the dotted-quad text of {@code bits}. */
  public static String text(int bits) {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits & 255);
  }
}
