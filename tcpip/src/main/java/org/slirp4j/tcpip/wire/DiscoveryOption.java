package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * An option of neighbour discovery in memory (RFC 4861, 4.6), and the kinds that tell a link
 * address (4.6.1) and the link's MTU (4.6.4).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     type      |length, 8 bytes|                               |
 * +---------------+---------------+                               +
 * |  1, 2: link address (6 bytes)                                 |
 * +---------------------------------------------------------------+
 *
 * +---------------+---------------+-------------------------------+
 * |   type = 5    |  length = 1   |           reserved            |
 * +---------------+---------------+-------------------------------+
 * |                              MTU                              |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param memory holds the option; native
 * @param at offset of its first byte
 */
public record DiscoveryOption(MemorySegment memory, long at) {
  /** Type: the sender's link address. */
  public static final int SOURCE_LINK_ADDRESS = 1;

  /** Type: the target's link address. */
  public static final int TARGET_LINK_ADDRESS = 2;

  /** Type: a prefix of the link ({@link PrefixOption}). */
  public static final int PREFIX = 3;

  /** Type: the link's MTU. */
  public static final int MTU = 5;

  /** Type: name servers ({@link NameServerOption}). */
  public static final int NAME_SERVERS = 25;

  /** Type: domains to look for names in ({@link SearchListOption}). */
  public static final int SEARCH_LIST = 31;

  /** Length of the longest option in {@link #UNIT_BYTES}. */
  public static final int MAX_UNITS = 255;

  /** What lengths of options are multiples of. */
  public static final int UNIT_BYTES = 8;

  /** What {@link #linkAddress} returns when there is none: nobody's link address. */
  public static final long NONE = 0;

  /** Tells whether {@code length} bytes are nothing but whole options (RFC 4861, 6.1 and 7.1). */
  public static boolean areSound(MemorySegment memory, long from, int length) {
    int done = 0;
    while (done <= length - UNIT_BYTES) {
      int option = NetworkOrder.get8(memory, from + done + 1) * UNIT_BYTES;
      if (option == 0) {
        return false;
      }
      done += option;
    }
    return done == length;
  }

  /**
   * Returns the link address in the first option of {@code type} among sound ones, or {@link
   * #NONE}.
   */
  public static long linkAddress(MemorySegment memory, long from, int length, int type) {
    int done = 0;
    while (done < length) {
      int option = NetworkOrder.get8(memory, from + done + 1) * UNIT_BYTES;
      if (NetworkOrder.get8(memory, from + done) == type) {
        return option == UNIT_BYTES ? NetworkOrder.get48(memory, from + done + 2) : NONE;
      }
      done += option;
    }
    return NONE;
  }

  /** Writes an option that tells a link address; returns its length. */
  public int writeLinkAddress(int type, long mac) {
    NetworkOrder.put8(memory, at, type);
    NetworkOrder.put8(memory, at + 1, 1);
    NetworkOrder.put48(memory, at + 2, mac);
    return UNIT_BYTES;
  }

  /** Writes an option that tells the MTU; returns its length. */
  public int writeMtu(int bytes) {
    NetworkOrder.put32(memory, at, MTU << 24 | 1 << 16);
    NetworkOrder.put32(memory, at + 4, bytes);
    return UNIT_BYTES;
  }
}
