package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * The option of a router advertisement that tells a prefix (RFC 4861, 4.6.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+-+-+-----------+
 * |   type = 3    |  length = 4   | prefix length |L|A| reserved  |
 * +---------------+---------------+---------------+-+-+-----------+
 * |                    valid lifetime in seconds                  |
 * +---------------------------------------------------------------+
 * |                  preferred lifetime in seconds                |
 * +---------------------------------------------------------------+
 * |                           reserved                            |
 * +---------------------------------------------------------------+
 * |                                                               |
 * +                       prefix (16 bytes)                       +
 * |                                                               |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param memory holds the option; native
 * @param at offset of its first byte
 */
public record PrefixOption(MemorySegment memory, long at) {
  /** Length of the option. */
  public static final int BYTES = 32;

  /** Flag: addresses with the prefix are on the link. */
  public static final int ON_LINK = 0x80;

  /** Flag: hosts may make themselves addresses with the prefix (RFC 4862). */
  public static final int AUTONOMOUS = 0x40;

  /** Writes the option; returns its length. */
  public int write(
      int prefixBits, int flags, int validSeconds, int preferredSeconds, long high, long low) {
    int units = BYTES / DiscoveryOption.UNIT_BYTES;
    NetworkOrder.put32(
        memory, at, DiscoveryOption.PREFIX << 24 | units << 16 | prefixBits << 8 | flags);
    NetworkOrder.put32(memory, at + 4, validSeconds);
    NetworkOrder.put32(memory, at + 8, preferredSeconds);
    NetworkOrder.put32(memory, at + 12, 0);
    NetworkOrder.put64(memory, at + 16, high);
    NetworkOrder.put64(memory, at + 24, low);
    return BYTES;
  }
}
