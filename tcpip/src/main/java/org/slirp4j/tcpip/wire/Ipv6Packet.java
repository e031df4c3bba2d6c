package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * An IPv6 packet in memory (RFC 8200, 3).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+---------------+---------------------------------------+
 * |version| traffic class |              flow label               |
 * +-------+---------------+-------+---------------+---------------+
 * |        payload length         |  next header  |   hop limit   |
 * +-------------------------------+---------------+---------------+
 * |                                                               |
 * +                    source address (16 bytes)                  +
 * |                                                               |
 * +---------------------------------------------------------------+
 * |                                                               |
 * +                 destination address (16 bytes)                +
 * |                                                               |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param memory holds the packet; native
 * @param at offset of its first byte
 */
public record Ipv6Packet(MemorySegment memory, long at) {
  /** Length of the header; extension headers are payload. */
  public static final int HEADER_BYTES = 40;

  /** Length of the longest payload. */
  public static final int MAX_PAYLOAD_BYTES = 65_535;

  /** Offset of the payload length in the header. */
  public static final int PAYLOAD_LENGTH_OFFSET = 4;

  /** Offset of the next header's number in the header. */
  public static final int NEXT_HEADER_OFFSET = 6;

  /** Link address of a group, whose low 32 bits are those of the IPv6 address (RFC 2464, 7). */
  private static final long GROUP_MAC = 0x3333_0000_0000L;

  private static final int VERSION = 6;

  /** Tells whether {@code length} bytes hold the packet that its header announces. */
  public boolean check(int length) {
    return length >= HEADER_BYTES
        && NetworkOrder.get8(memory, at) >>> 4 == VERSION
        && HEADER_BYTES + payloadLength() <= length;
  }

  /**
   * Tells whether {@code length} bytes hold a header and {@code payload} bytes behind it: all that
   * can be asked of a packet that an ICMPv6 error quotes.
   */
  public boolean checkQuoted(int length, int payload) {
    return length >= HEADER_BYTES + payload && NetworkOrder.get8(memory, at) >>> 4 == VERSION;
  }

  /** Tells whether an address is that of a group (RFC 4291, 2.7). */
  public static boolean isGroup(long high) {
    return high >>> 56 == 0xff;
  }

  /** Tells whether an address holds on its link only (RFC 4291, 2.5.6). */
  public static boolean isLinkLocal(long high) {
    return high >>> 54 == 0xfe80 >>> 6;
  }

  /** Tells whether an address is nobody's: all zeros (RFC 4291, 2.5.2). */
  public static boolean isUnspecified(long high, long low) {
    return (high | low) == 0;
  }

  /**
   * Tells whether an address can be that of one host on a network: not a group, nor of ::/64, where
   * only what never stands in a packet is: ::, the host itself (::1) and IPv4 addresses in two
   * disguises (RFC 4291, 2.5.2, 2.5.3 and 2.5.5).
   */
  public static boolean isHost(long high) {
    return high != 0 && !isGroup(high);
  }

  /** Returns the link address of a group's address. */
  public static long groupMac(long low) {
    return GROUP_MAC | (low & 0xffff_ffffL);
  }

  /**
   * Returns the low half of an address's solicited-node address, ff02::1:ffxx:xxxx (RFC 4291,
   * 2.7.1).
   */
  public static long solicitedNodeLow(long low) {
    return 0x1_ff00_0000L | (low & 0xff_ffff);
  }

  /** Returns the traffic class: DiffServ code point and ECN bits. */
  public int trafficClass() {
    return NetworkOrder.get16(memory, at) >>> 4 & 0xff;
  }

  /** Returns the length of what follows the header in bytes. */
  public int payloadLength() {
    return NetworkOrder.get16(memory, at + PAYLOAD_LENGTH_OFFSET);
  }

  /** Returns the number of what follows: an extension header or the payload's protocol. */
  public int nextHeader() {
    return NetworkOrder.get8(memory, at + NEXT_HEADER_OFFSET);
  }

  /** Returns how many more hops the packet may take. */
  public int hopLimit() {
    return NetworkOrder.get8(memory, at + 7);
  }

  /** Returns the first half of the source address. */
  public long srcHigh() {
    return NetworkOrder.get64(memory, at + 8);
  }

  /** Returns the second half of the source address. */
  public long srcLow() {
    return NetworkOrder.get64(memory, at + 16);
  }

  /** Returns the first half of the destination address. */
  public long dstHigh() {
    return NetworkOrder.get64(memory, at + 24);
  }

  /** Returns the second half of the destination address. */
  public long dstLow() {
    return NetworkOrder.get64(memory, at + 32);
  }

  /** Writes a header with no flow label (RFC 6437, 3). */
  public void write(
      int trafficClass,
      int payloadLength,
      int nextHeader,
      int hopLimit,
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow) {
    NetworkOrder.put32(memory, at, VERSION << 28 | trafficClass << 20);
    NetworkOrder.put32(memory, at + 4, payloadLength << 16 | nextHeader << 8 | hopLimit);
    NetworkOrder.put64(memory, at + 8, srcHigh);
    NetworkOrder.put64(memory, at + 16, srcLow);
    NetworkOrder.put64(memory, at + 24, dstHigh);
    NetworkOrder.put64(memory, at + 32, dstLow);
  }

  /** Writes the payload length anew. */
  public void payloadLength(int bytes) {
    NetworkOrder.put16(memory, at + PAYLOAD_LENGTH_OFFSET, bytes);
  }
}
