package org.slirp4j.portfwd.config;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/** Addresses as people write them: inet_pton(3), RFC 5952. Names are no addresses. */
public final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  /** Returns the address that {@code text} is, or null when it is none. */
  public static @Nullable IpAddress parse(String text) {
    if (text.indexOf(':') < 0) {
      long bits = parseV4(text);
      return bits < 0 ? null : IpAddress.v4((int) bits);
    }
    return parseV6(text);
  }

  /** Returns {@code address:port}, with brackets around IPv6. */
  public static String of(IpAddress address, int port) {
    return address.isV4() ? of(address) + ":" + port : "[" + of(address) + "]:" + port;
  }

  /** Returns the address's text; for IPv6 the shortest one (RFC 5952, 4). */
  public static String of(IpAddress address) {
    if (address.isV4()) {
      return address.toString();
    }
    int runAt = 0;
    int runLength = 0;
    for (int at = 0; at < GROUPS; at++) {
      int length = zerosFrom(address, at);
      if (length > runLength) {
        runAt = at;
        runLength = length;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int at = 0; at < GROUPS; at++) {
      if (runLength > 1 && at == runAt) { // RFC 5952, 4.2.2: not for one group
        text.append("::");
        at += runLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(address, at)));
      }
    }
    return text.toString();
  }

  private static int zerosFrom(IpAddress address, int at) {
    int end = at;
    while (end < GROUPS && group(address, end) == 0) {
      end++;
    }
    return end - at;
  }

  private static int group(IpAddress address, int at) {
    long half = at < GROUPS / 2 ? address.high() : address.low();
    return (int) (half >>> (48 - 16 * (at & 3))) & 0xffff;
  }

  /** Returns the 32 bits, or −1. */
  private static long parseV4(String text) {
    long bits = 0;
    int numbers = 0;
    int at = 0;
    while (at <= text.length()) {
      int dot = text.indexOf('.', at);
      int end = dot < 0 ? text.length() : dot;
      int number = number(text, at, end, 10, 3);
      boolean zeros = end - at > 1 && text.charAt(at) == '0'; // octal to some
      if (number < 0 || number > 255 || zeros || ++numbers > 4) {
        return -1;
      }
      bits = bits << 8 | number;
      at = end + 1;
    }
    return numbers == 4 ? bits : -1;
  }

  private static @Nullable IpAddress parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      int[] all = groups(text, true);
      return all != null && all.length == GROUPS ? address(all, new int[0]) : null;
    }
    int[] before = groups(text.substring(0, gap), false);
    int[] after = groups(text.substring(gap + 2), true);
    return before != null && after != null && before.length + after.length < GROUPS
        ? address(before, after)
        : null;
  }

  private static IpAddress address(int[] before, int[] after) {
    long[] halves = new long[2];
    for (int i = 0; i < before.length; i++) {
      halves[i / 4] |= (long) before[i] << (48 - 16 * (i & 3));
    }
    for (int i = 0; i < after.length; i++) {
      int at = GROUPS - after.length + i;
      halves[at / 4] |= (long) after[i] << (48 - 16 * (at & 3));
    }
    return new IpAddress(halves[0], halves[1]);
  }

  /**
   * Returns the groups between single colons, or null.
   *
   * @param isEnd whether the last two may be an IPv4 address
   */
  private static int @Nullable [] groups(String text, boolean isEnd) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] words = text.split(":", -1);
    boolean mixed = isEnd && words[words.length - 1].indexOf('.') >= 0;
    int[] groups = new int[words.length + (mixed ? 1 : 0)];
    for (int i = 0; i < words.length; i++) {
      if (mixed && i == words.length - 1) {
        long bits = parseV4(words[i]);
        if (bits < 0) {
          return null;
        }
        groups[i] = (int) (bits >>> 16);
        groups[i + 1] = (int) bits & 0xffff;
      } else {
        groups[i] = number(words[i], 0, words[i].length(), 16, 4);
        if (groups[i] < 0) {
          return null;
        }
      }
    }
    return groups;
  }

  /** Returns the number of one to {@code maxDigits} ASCII digits, or −1. */
  private static int number(String text, int from, int to, int radix, int maxDigits) {
    if (from >= to || to - from > maxDigits) {
      return -1;
    }
    int number = 0;
    for (int at = from; at < to; at++) {
      char c = text.charAt(at);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * radix + digit;
    }
    return number;
  }
}
