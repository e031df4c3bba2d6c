package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * An IPv4 packet in memory (RFC 791, 3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+-------------------------------+
 * |version|  IHL  |type of service|         total length          |
 * +-------+-------+---------------+-----+-------------------------+
 * |        identification         |flags|     fragment offset     |
 * +---------------+---------------+-----+-------------------------+
 * | time to live  |   protocol    |        header checksum        |
 * +---------------+---------------+-------------------------------+
 * |                        source address                         |
 * +---------------------------------------------------------------+
 * |                      destination address                      |
 * +---------------------------------------------------------------+
 * |                options, padded to 32 bits                     |
 * </pre>
 *
 * @param memory holds the packet; native
 * @param at offset of its first byte
 */
public record Ipv4Packet(MemorySegment memory, long at) {
  /** Length of a header without options. */
  public static final int MIN_HEADER_BYTES = 20;

  /** Length of the longest header. */
  public static final int MAX_HEADER_BYTES = 60;

  /** Length of the longest packet. */
  public static final int MAX_BYTES = 65_535;

  /** In {@link #flagsAndOffset}: the packet may not be fragmented. */
  public static final int DONT_FRAGMENT = 0x4000;

  /** In {@link #flagsAndOffset}: this is not the last fragment. */
  public static final int MORE_FRAGMENTS = 0x2000;

  /** In {@link #flagsAndOffset}: where the fragment belongs, in units of 8 bytes. */
  public static final int OFFSET_MASK = 0x1fff;

  /** Unit of fragments' offsets, and of the lengths of all fragments but the last. */
  public static final int FRAGMENT_UNIT_BYTES = 8;

  private static final int VERSION = 4;

  /** Tells whether {@code length} bytes hold the packet that its header announces. */
  public boolean check(int length) {
    if (length < MIN_HEADER_BYTES) {
      return false;
    }
    int start = NetworkOrder.get32(memory, at);
    int headerLength = (start >>> 24 & 15) << 2;
    int totalLength = start & 0xffff;
    return start >>> 28 == VERSION
        && headerLength >= MIN_HEADER_BYTES
        && headerLength <= totalLength
        && totalLength <= length;
  }

  /**
   * Tells whether {@code length} bytes hold the header of a first fragment and {@code payload}
   * bytes behind it: all that can be asked of a packet that an ICMP error quotes.
   */
  public boolean checkQuoted(int length, int payload) {
    return length >= MIN_HEADER_BYTES
        && NetworkOrder.get8(memory, at) >>> 4 == VERSION
        && headerLength() >= MIN_HEADER_BYTES
        && headerLength() + payload <= length
        && (flagsAndOffset() & OFFSET_MASK) == 0;
  }

  /** Tells whether the header's checksum is right. */
  public boolean isHeaderIntact() {
    int headerLength = headerLength();
    if (headerLength > MIN_HEADER_BYTES) {
      return Checksum.isIntact(Checksum.sum(memory, at, headerLength, 0));
    }
    long first = NetworkOrder.get64(memory, at);
    long second = NetworkOrder.get64(memory, at + 8);
    long third = Integer.toUnsignedLong(NetworkOrder.get32(memory, at + 16));
    return Checksum.isIntact(Checksum.reduce(first) + Checksum.reduce(second) + third);
  }

  /**
   * Tells whether an address can be that of one host on a network: not of this network (0/8), the
   * host itself (127/8), a group or everybody (RFC 1122, 3.2.1.3).
   */
  public static boolean isHost(int address) {
    int net = address >>> 24;
    return net != 0 && net != 127 && !isGroup(address);
  }

  /** Tells whether an address is that of a group (224/4) or of everybody on the link. */
  public static boolean isGroup(int address) {
    return address >>> 28 == 0xe || address == 0xffff_ffff;
  }

  /** Returns the length of the header with its options in bytes. */
  public int headerLength() {
    return (NetworkOrder.get8(memory, at) & 15) << 2;
  }

  /** Returns the type of service: DiffServ code point and ECN bits. */
  public int tos() {
    return NetworkOrder.get8(memory, at + 1);
  }

  /** Returns the length of header and payload in bytes. */
  public int totalLength() {
    return NetworkOrder.get16(memory, at + 2);
  }

  /** Returns the number that a packet's fragments have in common. */
  public int id() {
    return NetworkOrder.get16(memory, at + 4);
  }

  /** Returns the fragmentation flags and, in units of 8 bytes, the fragment's offset. */
  public int flagsAndOffset() {
    return NetworkOrder.get16(memory, at + 6);
  }

  /** Returns how many more hops the packet may take. */
  public int ttl() {
    return NetworkOrder.get8(memory, at + 8);
  }

  /** Returns the number of the payload's protocol. */
  public int protocol() {
    return NetworkOrder.get8(memory, at + 9);
  }

  /** Returns the source address. */
  public int source() {
    return NetworkOrder.get32(memory, at + 12);
  }

  /** Returns the destination address. */
  public int destination() {
    return NetworkOrder.get32(memory, at + 16);
  }

  /** Writes a header without options, complete with its checksum. */
  public void write(
      int tos,
      int totalLength,
      int id,
      int flagsAndOffset,
      int ttl,
      int protocol,
      int source,
      int target) {
    long start = 0x4500L | tos;
    long sum = start + totalLength + id + flagsAndOffset + ((long) ttl << 8) + protocol;
    sum += (source >>> 16) + (source & 0xffff) + (target >>> 16) + (target & 0xffff);
    int checksum = Checksum.finish(sum);
    NetworkOrder.put64(
        memory, at, start << 48 | (long) totalLength << 32 | (long) id << 16 | flagsAndOffset);
    NetworkOrder.put64(
        memory,
        at + 8,
        (long) ttl << 56 | (long) protocol << 48 | (long) checksum << 32 | (source & 0xffff_ffffL));
    NetworkOrder.put32(memory, at + 16, target);
  }

  /** Makes a whole packet of what was a fragment: a new total length, no offset, a new checksum. */
  public void rewriteAsWhole(int totalLength) {
    NetworkOrder.put16(memory, at + 2, totalLength);
    NetworkOrder.put16(memory, at + 6, 0);
    NetworkOrder.put16(memory, at + 10, 0);
    int checksum = Checksum.finish(Checksum.sum(memory, at, headerLength(), 0));
    NetworkOrder.put16(memory, at + 10, checksum);
  }
}
