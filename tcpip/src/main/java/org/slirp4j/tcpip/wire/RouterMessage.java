package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * A router solicitation or advertisement in memory (RFC 4861, 4.1 and 4.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |type 133 or 134|   code = 0    |           checksum            |
 * +---------------+-+-+-----------+-------------------------------+
 * | 134:hop limit |M|O| reserved  |  134: router lifetime, s      |
 * +---------------+-+-+-----------+-------------------------------+
 * |  133: options …         134:  reachable time, ms              |
 * +---------------------------------------------------------------+
 * |                         134:  retransmission timer, ms        |
 * +---------------------------------------------------------------+
 * |                         134:  options …
 * </pre>
 *
 * @param memory holds the message; native
 * @param at offset of its first byte
 */
public record RouterMessage(MemorySegment memory, long at) {
  /** Type of a question for routers. */
  public static final int SOLICITATION = 133;

  /** Type of a router's answer. */
  public static final int ADVERTISEMENT = 134;

  /** Flag of an advertisement: addresses are to be had by DHCPv6. */
  public static final int MANAGED = 0x80;

  /** Flag of an advertisement: all else is to be had by DHCPv6. */
  public static final int OTHER = 0x40;

  /** Length of a solicitation without options. */
  public static final int SOLICITATION_BYTES = 8;

  /** Length of an advertisement without options. */
  public static final int ADVERTISEMENT_BYTES = 16;

  /** Tells whether {@code length} bytes hold a solicitation with options that can be read. */
  public boolean checkSolicitation(int length) {
    return length >= SOLICITATION_BYTES
        && DiscoveryOption.areSound(memory, at + SOLICITATION_BYTES, length - SOLICITATION_BYTES);
  }

  /**
   * Writes an advertisement without its first word, its timers zero.
   *
   * @param hopLimit what hosts are to begin with
   * @param flags {@link #MANAGED}, {@link #OTHER}, both or none
   * @param lifetimeSeconds how long the sender is a default router
   * @return where the options are to begin
   */
  public long writeAdvertisement(int hopLimit, int flags, int lifetimeSeconds) {
    NetworkOrder.put32(memory, at + 4, hopLimit << 24 | flags << 16 | lifetimeSeconds);
    NetworkOrder.put64(memory, at + 8, 0);
    return at + ADVERTISEMENT_BYTES;
  }
}
