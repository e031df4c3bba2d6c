package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * An ICMPv6 message in memory (RFC 4443, 2.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     type      |     code      |           checksum            |
 * +---------------+---------------+-------------------------------+
 * |  echo: identifier             |  echo: sequence number        |
 * |  too big: MTU                     parameter problem: pointer  |
 * +---------------------------------------------------------------+
 * |  echo: data …    errors: as much of the packet as fits …
 * </pre>
 *
 * @param memory holds the message; native
 * @param at offset of its first byte
 */
public record Icmpv6Message(MemorySegment memory, long at) {
  /** Length of the header with the word that all but neighbour discovery give a meaning. */
  public static final int HEADER_BYTES = 8;

  /** Offset of the checksum in the header. */
  public static final int CHECKSUM_OFFSET = 2;

  /** Type of an error: the packet did not reach its destination. */
  public static final int UNREACHABLE = 1;

  /** Type of an error: the packet is longer than the next hop's MTU. */
  public static final int TOO_BIG = 2;

  /** Type of an error: too many hops, or too long in pieces. */
  public static final int TIME_EXCEEDED = 3;

  /** Type of an error: a header makes no sense. */
  public static final int PARAMETER_PROBLEM = 4;

  /** Type of a request to be answered with the same data. */
  public static final int ECHO_REQUEST = 128;

  /** Type of an answer to an echo request. */
  public static final int ECHO_REPLY = 129;

  /** First type of neighbour discovery (RFC 4861, 4): router solicitation. */
  public static final int FIRST_DISCOVERY = 133;

  /** Last type of neighbour discovery that is not a redirect: neighbour advertisement. */
  public static final int LAST_DISCOVERY = 136;

  /** Type of an advice about routes (RFC 4861, 4.5). */
  public static final int REDIRECT = 137;

  /** Tells whether no error is ever sent about messages of {@code type} (RFC 4443, 2.4 (e)). */
  public static boolean isUnanswerable(int type) {
    return type < ECHO_REQUEST || type == REDIRECT;
  }

  /** Returns what kind of message it is. */
  public int type() {
    return NetworkOrder.get8(memory, at);
  }

  /** Returns the type's variant. */
  public int code() {
    return NetworkOrder.get8(memory, at + 1);
  }

  /** Returns the next hop's MTU of a "too big", at most {@link Integer#MAX_VALUE}. */
  public int mtu() {
    int mtu = NetworkOrder.get32(memory, at + 4);
    return mtu < 0 ? Integer.MAX_VALUE : mtu;
  }

  /**
   * Writes the header in front of data that is in place, with the checksum of the whole.
   *
   * @param word the header's second half
   * @param length of the message, header included
   * @param pseudo the pseudo-header's sum
   */
  public void write(int type, int code, int word, int length, long pseudo) {
    NetworkOrder.put32(memory, at, type << 24 | code << 16);
    NetworkOrder.put32(memory, at + 4, word);
    int checksum = Checksum.finish(Checksum.sum(memory, at, length, pseudo));
    NetworkOrder.put16(memory, at + CHECKSUM_OFFSET, checksum);
  }
}
