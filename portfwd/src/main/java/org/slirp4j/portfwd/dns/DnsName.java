package org.slirp4j.portfwd.dns;

import org.jspecify.annotations.Nullable;

/**
 * A domain name in a message: labels, then the empty one or a pointer to more of them (RFC 1035,
 * 3.1 and 4.1.4).
 *
 * <p>Names are only walked over. No pointer is ever followed, so that none can lead in circles.
 */
final class DnsName {
  /** RFC 1035, 3.1. */
  static final int MAX_BYTES = 255;

  private static final int MAX_LABEL_BYTES = 63;
  private static final int POINTER = 0xc0;
  private static final int POINTER_BYTES = 2;

  private DnsName() {}

  /** Returns the offset behind the name at {@code at}, or −1 if there is none. */
  static int skip(byte[] message, int at) {
    return skip(message, at, true);
  }

  /** Returns the offset behind the name at {@code at}, or −1 if there is none without a pointer. */
  static int skipWhole(byte[] message, int at) {
    return skip(message, at, false);
  }

  private static int skip(byte[] message, int from, boolean mayPoint) {
    int at = from;
    while (at < message.length && at - from < MAX_BYTES) {
      int length = Octets.get8(message, at);
      if (length == 0) {
        return at + 1;
      }
      if (length >= POINTER) {
        boolean isWhole = mayPoint && at + POINTER_BYTES <= message.length;
        return isWhole ? at + POINTER_BYTES : -1;
      }
      if (length > MAX_LABEL_BYTES) { // RFC 6891, 5: the other types are obsolete
        return -1;
      }
      at += 1 + length;
    }
    return -1;
  }

  /**
   * Returns a whole name, one octet for a character, as people write it: dots between labels. Null
   * when there is a dot in a label: nobody here has such a name, and it would look like another.
   */
  static @Nullable String dotted(String name) {
    StringBuilder text = new StringBuilder(name.length());
    for (int at = 0; at < name.length() && name.charAt(at) != 0; at += 1 + name.charAt(at)) {
      int end = at + 1 + name.charAt(at);
      int dot = name.indexOf('.', at + 1);
      if (dot >= 0 && dot < end) {
        return null;
      }
      if (at > 0) {
        text.append('.');
      }
      text.append(name, at + 1, end);
    }
    return text.toString();
  }

  /** Tells whether a text, dots between labels, can be a name in a message. */
  static boolean isDotted(String text) {
    int from = 0;
    for (int at = 0; at <= text.length(); at++) {
      if (at == text.length() || text.charAt(at) == '.') {
        if (at == from || at - from > MAX_LABEL_BYTES) {
          return false;
        }
        from = at + 1;
      }
    }
    return text.length() + 2 <= MAX_BYTES;
  }

  /** Returns an octet of a name in lower case: names differ in no other way (RFC 4343, 3). */
  static byte fold(byte octet) {
    // A label's length is below 64 and so no letter.
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet + ('a' - 'A')) : octet;
  }
}
