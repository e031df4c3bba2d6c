package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * An Ethernet II frame in memory (RFC 894), without preamble and check sequence.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                   destination (6 bytes)                       |
 * +                               +-------------------------------+
 * |                               |       source (6 bytes)        |
 * +-------------------------------+                               +
 * |                                                               |
 * +-------------------------------+-------------------------------+
 * |          ether type           |           payload …
 * +-------------------------------+
 * </pre>
 *
 * @param memory holds the frame; native
 * @param at offset of its first byte
 */
public record EthernetFrame(MemorySegment memory, long at) {
  /** Length of the header. */
  public static final int HEADER_BYTES = 14;

  /** Ether type of IPv4. */
  public static final int IPV4 = 0x0800;

  /** Ether type of ARP. */
  public static final int ARP = 0x0806;

  /** Ether type of IPv6. */
  public static final int IPV6 = 0x86dd;

  /** The address of everybody. */
  public static final long BROADCAST = 0xffff_ffff_ffffL;

  private static final long GROUP_BIT = 0x0100_0000_0000L;

  /** Tells whether {@code length} bytes hold the header. */
  public boolean check(int length) {
    return length >= HEADER_BYTES;
  }

  /** Tells whether an address is that of a group, broadcast included (IEEE 802, 8.2). */
  public static boolean isGroup(long mac) {
    return (mac & GROUP_BIT) != 0;
  }

  /** Returns the address that the frame goes to, in the low 48 bits. */
  public long destination() {
    return NetworkOrder.get64(memory, at) >>> 16;
  }

  /** Returns the address that the frame comes from, in the low 48 bits. */
  public long source() {
    return NetworkOrder.get64(memory, at + 4) & BROADCAST;
  }

  /** Returns the type of the payload. */
  public int etherType() {
    return NetworkOrder.get16(memory, at + 12);
  }

  /** Writes the header. */
  public void write(long destination, long source, int etherType) {
    NetworkOrder.put64(memory, at, destination << 16 | source >>> 32);
    NetworkOrder.put32(memory, at + 8, (int) source);
    NetworkOrder.put16(memory, at + 12, etherType);
  }
}
