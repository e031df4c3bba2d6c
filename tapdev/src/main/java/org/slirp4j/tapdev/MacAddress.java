package org.slirp4j.tapdev;

import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param bits the six octets, the first one sent in bits 47–40
 */
public record MacAddress(long bits) {
  static final int BYTES = 6;
  private static final HexFormat TEXT = HexFormat.ofDelimiter(":");

  /**
   * Reads an address such as {@code 52:54:00:12:34:56}.
   *
   * @throws IllegalArgumentException when the text is no Ethernet address, or one that no interface
   *     may have: a group address, or all zero
   */
  public static MacAddress parse(String text) {
    byte[] octets;
    try {
      octets = TEXT.parseHex(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not an Ethernet address: " + text, e);
    }
    if (octets.length != BYTES) {
      throw new IllegalArgumentException("not an Ethernet address: " + text);
    }
    long bits = of(octets).bits;
    if ((bits >> 40 & 1) != 0 || bits == 0) {
      throw new IllegalArgumentException("not the Ethernet address of one interface: " + text);
    }
    return new MacAddress(bits);
  }

  static MacAddress of(byte[] octets) {
    long bits = 0;
    for (byte octet : octets) {
      bits = bits << 8 | (octet & 0xff);
    }
    return new MacAddress(bits);
  }

  byte[] octets() {
    byte[] octets = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      octets[i] = (byte) (bits >> (40 - 8 * i));
    }
    return octets;
  }

  @Override
  public String toString() {
    return TEXT.formatHex(octets());
  }
}
