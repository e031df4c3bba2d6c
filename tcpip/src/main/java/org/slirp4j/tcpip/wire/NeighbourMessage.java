package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * A neighbour solicitation or advertisement in memory (RFC 4861, 4.3 and 4.4).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |type 135 or 136|   code = 0    |           checksum            |
 * +-+-+-+---------+---------------+-------------------------------+
 * |R|S|O|                       reserved                          |
 * +-+-+-+---------------------------------------------------------+
 * |                                                               |
 * +                   target address (16 bytes)                   +
 * |                                                               |
 * +---------------------------------------------------------------+
 * |  options …
 * </pre>
 *
 * The flags are an advertisement's: the sender is a router, was asked, overrides what was known.
 *
 * @param memory holds the message; native
 * @param at offset of its first byte
 */
public record NeighbourMessage(MemorySegment memory, long at) {
  /** Type of a question where an address is. */
  public static final int SOLICITATION = 135;

  /** Type of an answer to it. */
  public static final int ADVERTISEMENT = 136;

  /** Length without options. */
  public static final int BYTES = 24;

  /** Flag of an advertisement: the sender is a router. */
  public static final int ROUTER = 1 << 31;

  /** Flag of an advertisement: it answers a solicitation. */
  public static final int SOLICITED = 1 << 30;

  /** Flag of an advertisement: it is to replace what is known. */
  public static final int OVERRIDE = 1 << 29;

  /** Tells whether {@code length} bytes hold a message with options that can be read. */
  public boolean check(int length) {
    return length >= BYTES && DiscoveryOption.areSound(memory, at + BYTES, length - BYTES);
  }

  /** Tells whether an advertisement has {@code flag}. */
  public boolean has(int flag) {
    return (NetworkOrder.get32(memory, at + 4) & flag) != 0;
  }

  /** Returns the first half of the address that it is about. */
  public long targetHigh() {
    return NetworkOrder.get64(memory, at + 8);
  }

  /** Returns the second half of the address that it is about. */
  public long targetLow() {
    return NetworkOrder.get64(memory, at + 16);
  }

  /**
   * Writes the message without its first word, and one option.
   *
   * @param flags an advertisement's, or 0
   * @param option type of the option that tells the sender's link address
   * @param mac the sender's link address
   * @return the length of it all
   */
  public int write(int flags, long targetHigh, long targetLow, int option, long mac) {
    NetworkOrder.put32(memory, at + 4, flags);
    NetworkOrder.put64(memory, at + 8, targetHigh);
    NetworkOrder.put64(memory, at + 16, targetLow);
    return BYTES + new DiscoveryOption(memory, at + BYTES).writeLinkAddress(option, mac);
  }
}
