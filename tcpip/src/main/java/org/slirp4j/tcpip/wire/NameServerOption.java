package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * The option of a router advertisement that tells a recursive name server (RFC 8106, 5.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |   type = 25   |  length = 3   |           reserved            |
 * +---------------+---------------+-------------------------------+
 * |                      lifetime in seconds                      |
 * +---------------------------------------------------------------+
 * |                                                               |
 * +                  name server's address (16 bytes)             +
 * |                                                               |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param memory holds the option; native
 * @param at offset of its first byte
 */
public record NameServerOption(MemorySegment memory, long at) {
  /** Length of the option with one server. */
  public static final int BYTES = 24;

  /** Writes the option; returns its length. */
  public int write(int lifetimeSeconds, long high, long low) {
    int units = BYTES / DiscoveryOption.UNIT_BYTES;
    NetworkOrder.put32(memory, at, DiscoveryOption.NAME_SERVERS << 24 | units << 16);
    NetworkOrder.put32(memory, at + 4, lifetimeSeconds);
    NetworkOrder.put64(memory, at + 8, high);
    NetworkOrder.put64(memory, at + 16, low);
    return BYTES;
  }
}
