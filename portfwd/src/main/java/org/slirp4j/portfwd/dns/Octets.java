package org.slirp4j.portfwd.dns;

/** Numbers in a message, most significant octet first (RFC 1035, 2.3.2). */
final class Octets {
  private Octets() {}

  static int get8(byte[] message, int at) {
    return message[at] & 0xff;
  }

  static int get16(byte[] message, int at) {
    return get8(message, at) << 8 | get8(message, at + 1);
  }

  static long get32(byte[] message, int at) {
    return (long) get16(message, at) << 16 | get16(message, at + 2);
  }

  static void put16(byte[] message, int at, int value) {
    message[at] = (byte) (value >>> 8);
    message[at + 1] = (byte) value;
  }

  static void put32(byte[] message, int at, long value) {
    put16(message, at, (int) (value >>> 16));
    put16(message, at + 2, (int) value);
  }
}
