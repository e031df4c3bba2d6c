package org.slirp4j.runtime.capture;

/** The Internet checksum (RFC 1071) of frames whose sum was left to the device. */
final class Checksums {
  private Checksums() {}

  /**
   * Does what the device would have done (virtio 1.2, 5.1.6.2): the field holds the pseudo-header's
   * sum and is part of what is summed up.
   *
   * @param bytes holds the frame
   * @param at where the frame begins
   * @param length its length
   * @param start where the sum begins, from the frame's begin
   * @param offset where the field is, from there; it is inside
   */
  static void complete(byte[] bytes, int at, int length, int start, int offset) {
    long sum = 0;
    int end = at + length;
    int i = at + start;
    for (; i + 1 < end; i += 2) {
      sum += (bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff);
    }
    if (i < end) {
      sum += (bytes[i] & 0xff) << 8;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    int field = at + start + offset;
    int value = (int) ~sum & 0xffff;
    boolean udp = offset == 6;
    if (value == 0 && udp) {
      value = 0xffff; // RFC 768: 0 would say that there is none
    }
    bytes[field] = (byte) (value >>> 8);
    bytes[field + 1] = (byte) value;
  }
}
