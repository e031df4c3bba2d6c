package org.slirp4j.portfwd.dns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one question of a message (RFC 1035, 4.1.2): a name without pointers, a type and a class.
 *
 * @param end offset behind it; it starts behind the header
 */
record Question(int end, int type, int dnsClass) {
  static final int AT = DnsHeader.BYTES;
  static final int CLASS_IN = 1;

  private static final int TYPE_AND_CLASS_BYTES = 4;

  /** Returns the question, or null if there is not exactly one, or none that can be read. */
  static @Nullable Question of(byte[] message) {
    int at = DnsName.skipWhole(message, AT);
    if (DnsHeader.count(message, DnsHeader.QUESTION) != 1
        || at < 0
        || at + TYPE_AND_CLASS_BYTES > message.length) {
      return null;
    }
    return new Question(
        at + TYPE_AND_CLASS_BYTES, Octets.get16(message, at), Octets.get16(message, at + 2));
  }

  /**
   * Tells whether another message asks the same, to the case of each letter: who forges answers has
   * to guess that, too, where clients vary it (draft-vixie-dnsext-dns0x20).
   */
  boolean isRepeated(byte[] message, byte[] other) {
    return other.length >= end
        && DnsHeader.count(other, DnsHeader.QUESTION) == 1
        && Arrays.equals(message, AT, end, other, AT, end);
  }

  /** Returns the name, octet for octet, in lower case. */
  String name(byte[] message) {
    byte[] folded = Arrays.copyOfRange(message, AT, end - TYPE_AND_CLASS_BYTES);
    for (int i = 0; i < folded.length; i++) {
      folded[i] = DnsName.fold(folded[i]);
    }
    return new String(folded, StandardCharsets.ISO_8859_1);
  }
}
