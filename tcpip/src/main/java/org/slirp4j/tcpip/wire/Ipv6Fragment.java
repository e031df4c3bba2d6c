package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * The fragment header of an IPv6 packet in memory (RFC 8200, 4.5).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------+---+-+
 * |  next header  |   reserved    |     fragment offset     |res|M|
 * +---------------+---------------+-------------------------+---+-+
 * |                        identification                         |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param memory holds the header; native
 * @param at offset of its first byte
 */
public record Ipv6Fragment(MemorySegment memory, long at) {
  /** Length of the header. */
  public static final int BYTES = 8;

  /** Offset of the fragment's offset in the header. */
  public static final int OFFSET_OFFSET = 2;

  /** Unit of fragments' offsets, and of the lengths of all fragments but the last. */
  public static final int UNIT_BYTES = 8;

  private static final int OFFSET_MASK = 0xfff8;
  private static final int MORE = 1;

  /** Returns the number of what the fragmented part begins with. */
  public int nextHeader() {
    return NetworkOrder.get8(memory, at);
  }

  /** Returns where in the fragmented part this fragment belongs, in bytes. */
  public int offset() {
    return NetworkOrder.get16(memory, at + OFFSET_OFFSET) & OFFSET_MASK;
  }

  /** Tells whether others follow behind this fragment. */
  public boolean isMore() {
    return (NetworkOrder.get16(memory, at + OFFSET_OFFSET) & MORE) != 0;
  }

  /** Tells whether this is all of its packet (RFC 6946). */
  public boolean isAtomic() {
    return (NetworkOrder.get16(memory, at + OFFSET_OFFSET) & (OFFSET_MASK | MORE)) == 0;
  }

  /** Returns the number that a packet's fragments have in common. */
  public int id() {
    return NetworkOrder.get32(memory, at + 4);
  }

  /** Writes the header. */
  public void write(int nextHeader, int offset, boolean more, int id) {
    NetworkOrder.put32(memory, at, nextHeader << 24 | offset | (more ? MORE : 0));
    NetworkOrder.put32(memory, at + 4, id);
  }
}
