package org.slirp4j.portfwd.dns;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/**
 * The address that a name under in-addr.arpa (RFC 1035, 3.5) or ip6.arpa (RFC 3596, 2.5) stands
 * for.
 */
final class ReverseName {
  private static final String V4 = ".in-addr.arpa";
  private static final String V6 = ".ip6.arpa";
  private static final int NIBBLES = 32;

  private ReverseName() {}

  /** Returns the address, or null when the name is of another kind. */
  static @Nullable IpAddress address(String name) {
    if (name.endsWith(V4)) {
      return v4(name, name.length() - V4.length());
    }
    return name.endsWith(V6) && name.length() == 2 * NIBBLES - 1 + V6.length() ? v6(name) : null;
  }

  private static @Nullable IpAddress v4(String name, int end) {
    int bits = 0;
    int octet = -1;
    int octets = 0;
    for (int at = 0; at <= end; at++) {
      char c = at == end ? '.' : name.charAt(at);
      if (c == '.') {
        if (octet < 0 || octets == Integer.BYTES) {
          return null;
        }
        bits = bits >>> 8 | octet << 24; // the last octet of the address comes first
        octets++;
        octet = -1;
      } else if (c < '0' || c > '9' || octet == 0) {
        return null;
      } else {
        octet = Math.max(octet, 0) * 10 + c - '0';
        if (octet > 255) {
          return null;
        }
      }
    }
    return octets == Integer.BYTES ? IpAddress.v4(bits) : null;
  }

  private static @Nullable IpAddress v6(String name) {
    long[] halves = new long[2];
    for (int i = 0; i < NIBBLES; i++) {
      int digit = Character.digit(name.charAt(2 * i), 16);
      boolean separated = name.charAt(2 * i + 1) == '.';
      if (digit < 0 || !separated) {
        return null;
      }
      int half = i / 16; // the last nibble of the address comes first
      halves[half] = halves[half] >>> 4 | (long) digit << 60;
    }
    return new IpAddress(halves[1], halves[0]);
  }
}
