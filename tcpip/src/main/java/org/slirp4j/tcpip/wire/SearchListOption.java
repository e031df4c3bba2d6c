package org.slirp4j.tcpip.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * The option of a router advertisement that tells in which domains to look for names (RFC 8106,
 * 5.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |   type = 31   |length, 8 bytes|           reserved            |
 * +---------------+---------------+-------------------------------+
 * |                      lifetime in seconds                      |
 * +---------------------------------------------------------------+
 * |  domain names, not compressed, padded with zeros to 8 bytes …
 * </pre>
 *
 * @param memory holds the option; native
 * @param at offset of its first byte
 */
public record SearchListOption(MemorySegment memory, long at) {
  private static final int HEADER_BYTES = 8;

  /** Returns how many bytes of names the option can hold when it may have {@code bytes}. */
  public static int roomIn(int bytes) {
    int most = DiscoveryOption.MAX_UNITS * DiscoveryOption.UNIT_BYTES;
    return (Math.min(bytes, most) & -DiscoveryOption.UNIT_BYTES) - HEADER_BYTES;
  }

  /** Writes the option; returns its length. */
  public int write(int lifetimeSeconds, byte[] names) {
    int units = (HEADER_BYTES + names.length + DiscoveryOption.UNIT_BYTES - 1) >> 3;
    int bytes = units * DiscoveryOption.UNIT_BYTES;
    memory.asSlice(at, bytes).fill((byte) 0);
    NetworkOrder.put32(memory, at, DiscoveryOption.SEARCH_LIST << 24 | units << 16);
    NetworkOrder.put32(memory, at + 4, lifetimeSeconds);
    MemorySegment.copy(names, 0, memory, JAVA_BYTE, at + HEADER_BYTES, names.length);
    return bytes;
  }
}
