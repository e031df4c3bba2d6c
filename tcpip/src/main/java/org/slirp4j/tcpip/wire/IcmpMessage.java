package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * An ICMP message in memory (RFC 792); echo looks the same in ICMPv6 but for its types.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     type      |     code      |           checksum            |
 * +---------------+---------------+-------------------------------+
 * |  echo: identifier             |  echo: sequence number        |
 * |  unreachable: unused          |  unreachable: next hop's MTU  |
 * +-------------------------------+-------------------------------+
 * |  echo: data …    errors: IP header and payload of the packet …
 * </pre>
 *
 * @param memory holds the message; native
 * @param at offset of its first byte
 */
public record IcmpMessage(MemorySegment memory, long at) {
  /** Length of the header. */
  public static final int HEADER_BYTES = 8;

  /** Type of an answer to an echo request. */
  public static final int ECHO_REPLY = 0;

  /** Type of an error: the packet did not reach its destination. */
  public static final int UNREACHABLE = 3;

  /** Type of an error that nobody heeds any more (RFC 6633). */
  public static final int SOURCE_QUENCH = 4;

  /** Type of an advice about routes. */
  public static final int REDIRECT = 5;

  /** Type of a request to be answered with the same data. */
  public static final int ECHO_REQUEST = 8;

  /** Type of an error: too many hops, or too long in pieces. */
  public static final int TIME_EXCEEDED = 11;

  /** Type of an error: the header makes no sense. */
  public static final int PARAMETER_PROBLEM = 12;

  /** Tells whether {@code length} bytes hold the header. */
  public boolean check(int length) {
    return length >= HEADER_BYTES;
  }

  /**
   * Tells whether the checksum over {@code length} bytes is right.
   *
   * @param beside sum of what else it covers: 0, or the pseudo-header's of ICMPv6
   */
  public boolean isIntact(int length, long beside) {
    return Checksum.isIntact(Checksum.sum(memory, at, length, beside));
  }

  /** Tells whether messages of {@code type} are about other packets (RFC 1122, 3.2.2). */
  public static boolean isError(int type) {
    return switch (type) {
      case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
      default -> false;
    };
  }

  /** Returns what kind of message it is. */
  public int type() {
    return NetworkOrder.get8(memory, at);
  }

  /** Returns the type's variant. */
  public int code() {
    return NetworkOrder.get8(memory, at + 1);
  }

  /** Returns the identifier of an echo. */
  public int identifier() {
    return NetworkOrder.get16(memory, at + 4);
  }

  /** Returns the sequence number of an echo. */
  public int sequence() {
    return NetworkOrder.get16(memory, at + 6);
  }

  /** Returns the next hop's MTU of a "fragmentation needed" (RFC 1191, 4). */
  public int mtu() {
    return NetworkOrder.get16(memory, at + 6);
  }

  /**
   * Writes the header in front of data that is in place, with the checksum of the whole.
   *
   * @param word the header's second half
   * @param length of the message, header included
   */
  public void write(int type, int code, int word, int length) {
    write(type, code, word, length, 0);
  }

  /**
   * Writes the header in front of data that is in place, with the checksum of the whole.
   *
   * @param word the header's second half
   * @param length of the message, header included
   * @param beside sum of what else the checksum covers: 0, or the pseudo-header's of ICMPv6
   */
  public void write(int type, int code, int word, int length, long beside) {
    NetworkOrder.put32(memory, at, type << 24 | code << 16);
    NetworkOrder.put32(memory, at + 4, word);
    NetworkOrder.put16(memory, at + 2, Checksum.finish(Checksum.sum(memory, at, length, beside)));
  }
}
