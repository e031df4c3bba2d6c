package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * An option of a DHCPv6 message in memory (RFC 8415, 21.1), and the numbers of those that mean
 * something here.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |             code              |            length             |
 * +-------------------------------+-------------------------------+
 * |  value …
 * </pre>
 *
 * @param memory holds the option; native
 * @param at offset of its first byte
 */
public record Dhcp6Option(MemorySegment memory, long at) {
  /** Code: the client's unique name (RFC 8415, 21.2). */
  public static final int CLIENT = 1;

  /** Code: the server's unique name (21.3). */
  public static final int SERVER = 2;

  /** Code: a client's set of addresses (21.4): number, two times, options. */
  public static final int ADDRESSES = 3;

  /** Code: a client's set of temporary addresses (21.5): number, options. */
  public static final int TEMPORARY_ADDRESSES = 4;

  /** Code: one address of a set (21.6): address, two times, options. */
  public static final int ADDRESS = 5;

  /** Code: options that the client would like, by their codes (21.7). */
  public static final int PARAMETERS = 6;

  /** Code: how much the server is to be preferred (21.8). */
  public static final int PREFERENCE = 7;

  /** Code: what became of a request, or a part of it (21.13). */
  public static final int STATUS = 13;

  /** Code: two messages are enough (21.14). */
  public static final int RAPID_COMMIT = 14;

  /** Code: name servers (RFC 3646, 3). */
  public static final int NAME_SERVERS = 23;

  /** Code: domains in which the client looks for names (RFC 3646, 4). */
  public static final int SEARCH_LIST = 24;

  /** Code: a client's set of prefixes (RFC 8415, 21.21): as {@link #ADDRESSES}. */
  public static final int PREFIXES = 25;

  /** Code: when to ask again for what is no address, in seconds (21.23). */
  public static final int REFRESH_TIME = 32;

  /** Code: the longest time between two solicitations, in seconds (21.24). */
  public static final int MAX_SOLICIT_TIME = 82;

  /** Code: the longest time between two requests for information, in seconds (21.25). */
  public static final int MAX_INFORMATION_TIME = 83;

  /** Length of code and length. */
  public static final int HEADER_BYTES = 4;

  /** Tells whether the bytes from {@code from} to {@code end} are nothing but whole options. */
  public static boolean areSound(MemorySegment memory, long from, long end) {
    long at = from;
    while (at + HEADER_BYTES <= end) {
      at = new Dhcp6Option(memory, at).end();
    }
    return at == end;
  }

  /** Returns which option it is. */
  public int code() {
    return NetworkOrder.get16(memory, at);
  }

  /** Returns the value's length in bytes. */
  public int length() {
    return NetworkOrder.get16(memory, at + 2);
  }

  /** Returns the value's offset. */
  public long valueAt() {
    return at + HEADER_BYTES;
  }

  /** Returns where the next option begins. */
  public long end() {
    return valueAt() + length();
  }

  /** Writes code and length. */
  public void write(int code, int length) {
    NetworkOrder.put32(memory, at, code << 16 | length);
  }
}
