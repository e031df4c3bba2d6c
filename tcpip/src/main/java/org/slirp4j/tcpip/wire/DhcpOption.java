package org.slirp4j.tcpip.wire;

import java.lang.foreign.MemorySegment;

/**
 * An option of a DHCP message in memory (RFC 2132, 2), and the numbers of those that mean something
 * here.
 *
 * <pre>
 *  0                   1                   2
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0
 * +---------------+---------------+----------
 * |     code      |    length     |  value …
 * +---------------+---------------+----------
 * </pre>
 *
 * <p>{@link #PAD} and {@link #END} are single bytes.
 *
 * @param memory holds the option; native
 * @param at offset of its first byte
 */
public record DhcpOption(MemorySegment memory, long at) {
  /** Code of a byte that means nothing. */
  public static final int PAD = 0;

  /** Code of what stands behind the last option. */
  public static final int END = 255;

  /** Code: the subnet's mask (RFC 2132, 3.3). */
  public static final int MASK = 1;

  /** Code: routers (3.5). */
  public static final int ROUTERS = 3;

  /** Code: name servers (3.8). */
  public static final int NAME_SERVERS = 6;

  /** Code: the domain in which the client resolves names (3.17). */
  public static final int DOMAIN = 15;

  /** Code: the link's MTU (5.1). */
  public static final int MTU = 26;

  /** Code: the subnet's broadcast address (5.3). */
  public static final int BROADCAST_ADDRESS = 28;

  /** Code: the address that the client would like (9.1). */
  public static final int REQUESTED_ADDRESS = 50;

  /** Code: length of the lease in seconds (9.2). */
  public static final int LEASE_TIME = 51;

  /** Code: whether the names of server and file hold options (9.3). */
  public static final int OVERLOAD = 52;

  /** Code: kind of the message (9.6). */
  public static final int MESSAGE_TYPE = 53;

  /** Code: the server's address, by which it knows itself (9.7). */
  public static final int SERVER = 54;

  /** Code: the options that the client would like, by their codes (9.8). */
  public static final int PARAMETERS = 55;

  /** Code: the longest message that the sender takes, IP and UDP headers included (9.10). */
  public static final int MAX_MESSAGE = 57;

  /** Code: when to ask for more time, in seconds (9.11). */
  public static final int RENEWAL_TIME = 58;

  /** Code: when to ask everybody for more time, in seconds (9.12). */
  public static final int REBINDING_TIME = 59;

  /** Code: what the client calls itself (9.14). */
  public static final int CLIENT = 61;

  /** Code: domains in which the client looks for names (RFC 3397). */
  public static final int SEARCH_LIST = 119;

  /** Code: routes by their destination (RFC 3442). */
  public static final int ROUTES = 121;

  /** Length of code and length. */
  public static final int HEADER_BYTES = 2;

  /** Length of the longest value. */
  public static final int MAX_VALUE_BYTES = 255;

  /** Tells whether the bytes from {@code from} to {@code end} are whole options. */
  public static boolean areSound(MemorySegment memory, long from, long end) {
    long at = from;
    while (at < end) {
      int code = NetworkOrder.get8(memory, at);
      if (code == END) {
        return true;
      }
      if (code != PAD && (at + HEADER_BYTES > end || new DhcpOption(memory, at).end() > end)) {
        return false;
      }
      at = new DhcpOption(memory, at).end();
    }
    return true; // without END: many a client saves it
  }

  /** Returns which option it is. */
  public int code() {
    return NetworkOrder.get8(memory, at);
  }

  /** Returns the value's length in bytes; not of {@link #PAD} and {@link #END}. */
  public int length() {
    return NetworkOrder.get8(memory, at + 1);
  }

  /** Returns the value's offset. */
  public long valueAt() {
    return at + HEADER_BYTES;
  }

  /** Returns where the next option begins. */
  public long end() {
    return code() == PAD ? at + 1 : valueAt() + length();
  }
}
