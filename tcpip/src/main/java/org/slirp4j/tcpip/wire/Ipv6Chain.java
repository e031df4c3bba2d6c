package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * The headers that stand one behind the other in an IPv6 packet (RFC 8200, 4), passed over by their
 * lengths, whatever they say.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |  next header  | length/8 - 1  |  options, or a route          |
 * +---------------+---------------+                               +
 * |                                                               |
 * </pre>
 */
public final class Ipv6Chain {
  /** Options for every hop; the first header if there is one. */
  public static final int HOP_BY_HOP = 0;

  /** A route (RFC 8200, 4.4). */
  public static final int ROUTING = 43;

  /** An {@link Ipv6Fragment}. */
  public static final int FRAGMENT = 44;

  /** Nothing follows. */
  public static final int NONE = 59;

  /** Options for the destination. */
  public static final int DESTINATION = 60;

  /** Bound on the headers that are passed over: more than RFC 8200, 4.1 has an order for. */
  public static final int MAX_HEADERS = 8;

  /** What {@link #upperLayer} returns when there is none. */
  public static final long NOT_THERE = -1;

  /** What {@link #upperLayer} returns when it is in another fragment. */
  public static final long ELSEWHERE = -2;

  private static final int UNIT_BYTES = 8;
  private static final int TCP = 6;

  private Ipv6Chain() {}

  /** Tells whether a header has the shape above. */
  public static boolean isExtension(int number) {
    return number == HOP_BY_HOP || number == ROUTING || number == DESTINATION;
  }

  /** Returns the length of such a header, or -1 when it reaches beyond {@code end}. */
  public static int length(MemorySegment memory, int at, int end) {
    if (end - at < UNIT_BYTES) {
      return -1;
    }
    int length = (NetworkOrder.get8(memory, at + 1L) + 1) * UNIT_BYTES;
    return length <= end - at ? length : -1;
  }

  /**
   * Finds the transport header.
   *
   * @param at where the first header begins
   * @param number its number
   * @return protocol and, in the low half, where its header begins; {@link #ELSEWHERE} when that is
   *     in an earlier fragment, {@link #NOT_THERE} when it is beyond {@code end} or behind too many
   *     headers; both are negative
   */
  public static long upperLayer(MemorySegment memory, int at, int number, int end) {
    int next = number;
    int from = at;
    for (int passed = 0; passed <= MAX_HEADERS; passed++) {
      boolean fragment = next == FRAGMENT;
      if (!fragment && !isExtension(next)) {
        return (long) next << 32 | from;
      }
      int length = fragment ? Ipv6Fragment.BYTES : length(memory, from, end);
      if (length < 0 || length > end - from) {
        return NOT_THERE;
      }
      if (fragment && new Ipv6Fragment(memory, from).offset() != 0) {
        return ELSEWHERE;
      }
      next = NetworkOrder.get8(memory, from);
      from += length;
    }
    return NOT_THERE;
  }

  /**
   * Tells whether what begins with a header of {@code number} has all headers, the transport's
   * included, as a first fragment must (RFC 7112, 5).
   */
  public static boolean isWhole(MemorySegment memory, int at, int number, int end) {
    long upper = upperLayer(memory, at, number, end);
    if (upper < 0) {
      return false;
    }
    int least =
        switch ((int) (upper >>> 32)) {
          case TCP -> TcpSegment.MIN_HEADER_BYTES;
          case NONE -> 0;
          default -> UdpDatagram.HEADER_BYTES; // ICMPv6 has as much
        };
    return end - (int) upper >= least;
  }
}
