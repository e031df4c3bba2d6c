package org.slirp4j.runtime.cli;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/** Text of IPv6 addresses. */
public final class Ipv6 {
  private static final int GROUPS = 8;

  private Ipv6() {}

  /** Returns the address that {@code text} is, or null if it is none or has a zone. */
  static @Nullable IpAddress parse(String text) {
    if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return null;
    }
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      return address instanceof Inet6Address ? of(address.getAddress()) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns the address whose bytes are {@code bytes}, 16 of them. */
  static IpAddress of(byte[] bytes) {
    return new IpAddress(half(bytes, 0), half(bytes, 8));
  }

  private static long half(byte[] bytes, int at) {
    long half = 0;
    for (int i = at; i < at + 8; i++) {
      half = half << 8 | (bytes[i] & 255);
    }
    return half;
  }

  /** Returns the text that everybody writes: RFC 5952, 4. */
  public static String text(IpAddress address) {
    int zerosBegin = 0;
    int zeros = 0;
    for (int begin = 0; begin < GROUPS; begin++) {
      int end = begin;
      while (end < GROUPS && group(address, end) == 0) {
        end++;
      }
      if (end - begin > zeros) { // RFC 5952, 4.2.3: the longest run, of equals the first
        zerosBegin = begin;
        zeros = end - begin;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (zeros > 1 && i == zerosBegin) { // RFC 5952, 4.2.2: not for a single group
        text.append("::");
        i += zeros - 1;
      } else {
        boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(group(address, i)));
      }
    }
    return text.toString();
  }

  private static int group(IpAddress address, int index) {
    long half = index < 4 ? address.high() : address.low();
    return (int) (half >>> (48 - 16 * (index & 3)) & 0xffff);
  }
}
