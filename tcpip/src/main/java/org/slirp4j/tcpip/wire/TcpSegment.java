package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * A TCP segment in memory (RFC 9293, 3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          source port          |       destination port        |
 * +-------------------------------+-------------------------------+
 * |                        sequence number                        |
 * +---------------------------------------------------------------+
 * |                    acknowledgment number                      |
 * +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 * | data  | rsvd  |C|E|U|A|P|R|S|F|            window             |
 * | offset|       |W|C|R|C|S|S|Y|I|                               |
 * +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 * |           checksum            |         urgent pointer        |
 * +-------------------------------+-------------------------------+
 * |                 options, padded to 32 bits                    |
 * </pre>
 *
 * @param memory holds the segment; native
 * @param at offset of its first byte
 */
public record TcpSegment(MemorySegment memory, long at) {
  /** Length of a header without options. */
  public static final int MIN_HEADER_BYTES = 20;

  /** Length of the longest header. */
  public static final int MAX_HEADER_BYTES = 60;

  /** Offset of the checksum in the header. */
  public static final int CHECKSUM_OFFSET = 16;

  /** No more data from the sender. */
  public static final int FIN = 0x01;

  /** Synchronize sequence numbers. */
  public static final int SYN = 0x02;

  /** Reset the connection. */
  public static final int RST = 0x04;

  /** Push. */
  public static final int PSH = 0x08;

  /** The acknowledgment number is valid. */
  public static final int ACK = 0x10;

  /** The urgent pointer is valid. */
  public static final int URG = 0x20;

  /** The sender of this segment saw congestion; in a SYN, it knows ECN (RFC 3168, 6.1). */
  public static final int ECE = 0x40;

  /** The sender of this segment has slowed down because of ECE. */
  public static final int CWR = 0x80;

  /** Tells whether {@code length} bytes hold the header that they announce. */
  public boolean check(int length) {
    return length >= MIN_HEADER_BYTES
        && headerLength() >= MIN_HEADER_BYTES
        && headerLength() <= length;
  }

  /** Returns the source port. */
  public int sourcePort() {
    return NetworkOrder.get16(memory, at);
  }

  /** Returns the destination port. */
  public int destinationPort() {
    return NetworkOrder.get16(memory, at + 2);
  }

  /** Returns the sequence number of the first byte, or of SYN. */
  public int sequence() {
    return NetworkOrder.get32(memory, at + 4);
  }

  /** Returns the acknowledgment number. */
  public int acknowledgment() {
    return NetworkOrder.get32(memory, at + 8);
  }

  /** Returns the header's length in bytes, as it claims. */
  public int headerLength() {
    return (NetworkOrder.get8(memory, at + 12) & 0xf0) >>> 2;
  }

  /** Returns the eight control bits. */
  public int flags() {
    return NetworkOrder.get8(memory, at + 13);
  }

  /** Returns the window field, not scaled. */
  public int window() {
    return NetworkOrder.get16(memory, at + 14);
  }

  /** Writes a header without options' contents; checksum and urgent pointer are zero. */
  public void write(
      int sourcePort,
      int destinationPort,
      int sequence,
      int acknowledgment,
      int headerLength,
      int flags,
      int window) {
    NetworkOrder.put16(memory, at, sourcePort);
    NetworkOrder.put16(memory, at + 2, destinationPort);
    NetworkOrder.put32(memory, at + 4, sequence);
    NetworkOrder.put32(memory, at + 8, acknowledgment);
    NetworkOrder.put16(memory, at + 12, headerLength << 10 | flags);
    NetworkOrder.put16(memory, at + 14, window);
    NetworkOrder.put32(memory, at + 16, 0);
  }

  /** Writes the checksum field. */
  public void checksum(int sum) {
    NetworkOrder.put16(memory, at + CHECKSUM_OFFSET, sum);
  }
}
