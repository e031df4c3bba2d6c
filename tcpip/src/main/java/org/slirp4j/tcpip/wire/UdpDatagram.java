package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * A UDP datagram in memory (RFC 768).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          source port          |       destination port        |
 * +-------------------------------+-------------------------------+
 * |            length             |           checksum            |
 * +-------------------------------+-------------------------------+
 * |           payload …
 * </pre>
 *
 * @param memory holds the datagram; native
 * @param at offset of its first byte
 */
public record UdpDatagram(MemorySegment memory, long at) {
  /** Length of the header. */
  public static final int HEADER_BYTES = 8;

  /** Offset of the checksum in the header. */
  public static final int CHECKSUM_OFFSET = 6;

  /** Tells whether {@code length} bytes hold the datagram that its header announces. */
  public boolean check(int length) {
    return length >= HEADER_BYTES && length() >= HEADER_BYTES && length() <= length;
  }

  /** Returns the source port. */
  public int sourcePort() {
    return NetworkOrder.get16(memory, at);
  }

  /** Returns the destination port. */
  public int destinationPort() {
    return NetworkOrder.get16(memory, at + 2);
  }

  /** Returns the length of header and payload in bytes. */
  public int length() {
    return NetworkOrder.get16(memory, at + 4);
  }

  /** Returns the checksum; 0 means that there is none. */
  public int checksum() {
    return NetworkOrder.get16(memory, at + 6);
  }

  /** Writes the header; {@code checksum} is the field's value, whatever it stands for. */
  public void write(int sourcePort, int destinationPort, int length, int checksum) {
    NetworkOrder.put16(memory, at, sourcePort);
    NetworkOrder.put16(memory, at + 2, destinationPort);
    NetworkOrder.put16(memory, at + 4, length);
    NetworkOrder.put16(memory, at + 6, checksum);
  }
}
