package org.slirp4j.portfwd.host;

import org.slirp4j.tcpip.IpMarks;

/**
 * What the kernel was told to write into the IP headers of a socket's datagrams: the container's
 * marks, one hop further. A system call is made only for what has changed since the last datagram,
 * which for most flows is never.
 *
 * <p>A datagram that routers may not cut is not cut by the host either: the kernel refuses what is
 * longer than the path takes (EMSGSIZE), and notes the path's MTU in the error queue (ip(7),
 * IP_PMTUDISC_DO). Any other is cut wherever it has to be (IP_PMTUDISC_DONT).
 *
 * <p>(deviation) UDP longer than Ethernet carries is cut nevertheless. A container's kernel asks
 * for DF on all that fits its own link, which may be wider here than any that lies behind; on a
 * host of its own it would have cut the datagram itself. Refused, a program that never asked for DF
 * would lose datagrams, and on a connected socket be told that they are too long.
 */
public final class SentMarks {
  /** MTU of Ethernet (RFC 894). */
  private static final int ETHERNET_MTU_BYTES = 1500;

  private static final int UDP_HEADERS_BYTES_V4 = 28;
  private static final int UDP_HEADERS_BYTES_V6 = 48;

  private static final int DISCOVER_NEVER = 0;
  private static final int DISCOVER_ALWAYS = 2;

  private static final int TOS_SHIFT = 8;
  private static final int DISCOVER_SHIFT = 16;
  private static final int BYTE = 0xff;

  /** All bits set, which no datagram has: every option is yet to be told. */
  private static final int UNKNOWN = -1;

  private final boolean isV4;
  private int told = UNKNOWN; // discovery, traffic class, hops

  /** Makes one for a new socket of either family. */
  public SentMarks(boolean isV4) {
    this.isV4 = isV4;
  }

  /** Sees to it that the UDP datagram that {@code socket} sends next carries {@code marks}. */
  public void put(HostSocket socket, IpMarks marks, int payloadBytes) {
    int headers = isV4 ? UDP_HEADERS_BYTES_V4 : UDP_HEADERS_BYTES_V6;
    put(socket, marks, marks.dontFragment() && payloadBytes + headers <= ETHERNET_MTU_BYTES);
  }

  /** Sees to it that what {@code socket} sends next carries {@code marks}. */
  public void put(HostSocket socket, IpMarks marks) {
    put(socket, marks, marks.dontFragment());
  }

  private void put(HostSocket socket, IpMarks marks, boolean dontFragment) {
    // RFC 1812, 5.3.1: the stack is a router on the way and takes one hop. What it was sent itself,
    // as the gateway, may have none left.
    int hops = Math.max(marks.hopLimit() - 1, 1);
    int discover = dontFragment ? DISCOVER_ALWAYS : DISCOVER_NEVER;
    int wanted = discover << DISCOVER_SHIFT | marks.tos() << TOS_SHIFT | hops;
    if (wanted != told) {
      tell(socket, wanted, told == UNKNOWN ? UNKNOWN : wanted ^ told);
      told = wanted;
    }
  }

  private void tell(HostSocket socket, int wanted, int changed) {
    int level = isV4 ? SocketOptions.SOL_IP : SocketOptions.SOL_IPV6;
    if ((changed & BYTE) != 0) {
      int option = isV4 ? SocketOptions.IP_TTL : SocketOptions.IPV6_UNICAST_HOPS;
      socket.setOption(level, option, wanted & BYTE);
    }
    if ((changed >>> TOS_SHIFT & BYTE) != 0) {
      int option = isV4 ? SocketOptions.IP_TOS : SocketOptions.IPV6_TCLASS;
      socket.setOption(level, option, wanted >>> TOS_SHIFT & BYTE);
    }
    if (changed >>> DISCOVER_SHIFT != 0) {
      int option = isV4 ? SocketOptions.IP_MTU_DISCOVER : SocketOptions.IPV6_MTU_DISCOVER;
      socket.setOption(level, option, wanted >>> DISCOVER_SHIFT);
    }
  }
}
