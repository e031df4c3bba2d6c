package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * A DHCPv6 message between client and server in memory (RFC 8415, 8).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+-----------------------------------------------+
 * |     type      |              transaction number               |
 * +---------------+-----------------------------------------------+
 * |  options …
 * </pre>
 *
 * @param memory holds the message; native
 * @param at offset of its first byte
 */
public record Dhcp6Message(MemorySegment memory, long at) {
  /** Length of the message without options. */
  public static final int HEADER_BYTES = 4;

  private static final int NUMBER_MASK = 0xff_ffff;

  /** Tells whether {@code length} bytes hold a header and whole options. */
  public boolean check(int length) {
    return length >= HEADER_BYTES && Dhcp6Option.areSound(memory, at + HEADER_BYTES, at + length);
  }

  /** Returns what kind of message it is. */
  public int type() {
    return NetworkOrder.get8(memory, at);
  }

  /** Writes the header of an answer to a request. */
  public void writeReply(int type, Dhcp6Message request) {
    int number = NetworkOrder.get32(request.memory, request.at) & NUMBER_MASK;
    NetworkOrder.put32(memory, at, type << 24 | number);
  }
}
