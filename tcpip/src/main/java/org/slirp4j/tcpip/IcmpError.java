package org.slirp4j.tcpip;

/**
 * An ICMP error message's meaning (RFC 792, RFC 1191).
 *
 * @param type ICMP type: 3 destination unreachable, 11 time exceeded, 12 parameter problem
 * @param code the type's code
 * @param mtu next hop's MTU in bytes for type 3 code 4, else 0
 */
public record IcmpError(int type, int code, int mtu) {
  /** Type: the datagram did not arrive. */
  public static final int DESTINATION_UNREACHABLE = 3;

  /**
   * Code of {@link #DESTINATION_UNREACHABLE}: too big for the next hop and not to be fragmented.
   */
  public static final int FRAGMENTATION_NEEDED = 4;

  /** Nothing listens at the port. */
  public static final IcmpError PORT_UNREACHABLE = new IcmpError(3, 3, 0);

  /** No route to the network. */
  public static final IcmpError NET_UNREACHABLE = new IcmpError(3, 0, 0);

  /** The host does not answer. */
  public static final IcmpError HOST_UNREACHABLE = new IcmpError(3, 1, 0);

  /** A policy forbids it. */
  public static final IcmpError PROHIBITED = new IcmpError(3, 13, 0);

  /** The datagram does not fit into the next hop's MTU and must not be fragmented. */
  public static IcmpError fragmentationNeeded(int mtu) {
    return new IcmpError(DESTINATION_UNREACHABLE, FRAGMENTATION_NEEDED, mtu);
  }
}
