package org.slirp4j.tcpip;

import org.jspecify.annotations.Nullable;

/**
 * An ICMP error message's meaning, in the terms of IPv4 (RFC 792, RFC 1191) for both families.
 *
 * <p>To a guest's IPv6 flow it is told in those of ICMPv6 ({@link #typeV6}, {@link #codeV6}), and
 * what comes over IPv6 is translated by {@link #fromV6}.
 *
 * <table>
 *   <caption>How the terms correspond</caption>
 *   <tr><th>ICMP</th><th>ICMPv6 (RFC 4443)</th></tr>
 *   <tr><td>3/0 net unreachable, and 3/others</td><td>1/0 no route</td></tr>
 *   <tr><td>3/1 host unreachable</td><td>1/3 address unreachable</td></tr>
 *   <tr><td>3/2 protocol unreachable</td><td>4/1 unrecognized next header</td></tr>
 *   <tr><td>3/3 port unreachable</td><td>1/4 port unreachable</td></tr>
 *   <tr><td>3/4 fragmentation needed</td><td>2/0 packet too big</td></tr>
 *   <tr><td>3/8 source host isolated</td><td>1/2 beyond scope of source address</td></tr>
 *   <tr><td>3/9, 3/10, 3/13 prohibited</td><td>1/1 prohibited; from 1/5 and 1/6 too</td></tr>
 *   <tr><td>11/code time exceeded</td><td>3/code time exceeded</td></tr>
 *   <tr><td>12 parameter problem</td><td>4/0 erroneous header field; from 4/others too</td></tr>
 * </table>
 *
 * @param type ICMP type: 3 destination unreachable, 11 time exceeded, 12 parameter problem
 * @param code the type's code
 * @param mtu next hop's MTU in bytes for type 3 code 4, else 0
 */
public record IcmpError(int type, int code, int mtu) {
  /** Type: the datagram did not arrive. */
  public static final int DESTINATION_UNREACHABLE = 3;

  /** Type: too many hops, or too long in pieces. */
  public static final int TIME_EXCEEDED = 11;

  /** Type: the header makes no sense. */
  public static final int PARAMETER_PROBLEM = 12;

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

  /** The host does not speak the transport protocol. */
  public static final IcmpError PROTOCOL_UNREACHABLE = new IcmpError(3, 2, 0);

  /** A policy forbids it. */
  public static final IcmpError PROHIBITED = new IcmpError(3, 13, 0);

  /** The source address holds for its link only, which the destination is beyond. */
  public static final IcmpError BEYOND_SCOPE = new IcmpError(3, 8, 0);

  /** The datagram took too many hops. */
  public static final IcmpError HOPS_EXCEEDED = new IcmpError(TIME_EXCEEDED, 0, 0);

  /** The datagram's fragments did not all come in time. */
  public static final IcmpError REASSEMBLY_EXCEEDED = new IcmpError(TIME_EXCEEDED, 1, 0);

  private static final int V6_UNREACHABLE = 1;
  private static final int V6_TOO_BIG = 2;
  private static final int V6_TIME_EXCEEDED = 3;
  private static final int V6_PARAMETER_PROBLEM = 4;

  /** The datagram does not fit into the next hop's MTU and must not be fragmented. */
  public static IcmpError fragmentationNeeded(int mtu) {
    return new IcmpError(DESTINATION_UNREACHABLE, FRAGMENTATION_NEEDED, mtu);
  }

  /**
   * Returns the meaning of an ICMPv6 error, or null when {@code type} is none (RFC 4443, 3).
   *
   * @param type ICMPv6 type: 1 destination unreachable, 2 packet too big, 3 time exceeded, 4
   *     parameter problem
   * @param code the type's code
   * @param mtu next hop's MTU in bytes for type 2, else not looked at
   */
  public static @Nullable IcmpError fromV6(int type, int code, int mtu) {
    return switch (type) {
      case V6_UNREACHABLE -> fromUnreachableV6(code);
      case V6_TOO_BIG -> fragmentationNeeded(mtu);
      case V6_TIME_EXCEEDED -> new IcmpError(TIME_EXCEEDED, code, 0);
      case V6_PARAMETER_PROBLEM ->
          code == 1 ? PROTOCOL_UNREACHABLE : new IcmpError(PARAMETER_PROBLEM, 0, 0);
      default -> null;
    };
  }

  private static IcmpError fromUnreachableV6(int code) {
    return switch (code) {
      case 1, 5, 6 -> PROHIBITED;
      case 2 -> BEYOND_SCOPE;
      case 3 -> HOST_UNREACHABLE;
      case 4 -> PORT_UNREACHABLE;
      default -> NET_UNREACHABLE;
    };
  }

  /** Returns the ICMPv6 type that says the same: 1 to 4. */
  public int typeV6() {
    return switch (type) {
      case TIME_EXCEEDED -> V6_TIME_EXCEEDED;
      case PARAMETER_PROBLEM -> V6_PARAMETER_PROBLEM;
      default ->
          switch (code) {
            case 2 -> V6_PARAMETER_PROBLEM;
            case FRAGMENTATION_NEEDED -> V6_TOO_BIG;
            default -> V6_UNREACHABLE;
          };
    };
  }

  /** Returns the code of {@link #typeV6}. */
  public int codeV6() {
    return switch (type) {
      case TIME_EXCEEDED -> code;
      case PARAMETER_PROBLEM -> 0;
      default ->
          switch (code) {
            case 1 -> 3;
            case 2 -> 1;
            case 3 -> 4;
            case 8 -> 2;
            case 9, 10, 13 -> 1;
            default -> 0;
          };
    };
  }
}
