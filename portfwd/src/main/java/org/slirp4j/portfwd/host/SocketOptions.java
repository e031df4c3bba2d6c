package org.slirp4j.portfwd.host;

/** Linux's numbers for socket options and flags, the same on x86-64 and aarch64. */
public final class SocketOptions {
  /** Levels: {@code <netinet/in.h>}. */
  public static final int SOL_IP = 0;

  public static final int SOL_SOCKET = 1;
  public static final int SOL_UDP = 17;
  public static final int SOL_IPV6 = 41;

  /** Protocols: {@code <netinet/in.h>}. */
  public static final int IPPROTO_ICMP = 1;

  public static final int IPPROTO_ICMPV6 = 58;

  /**
   * Options: {@code <asm-generic/socket.h>}, {@code <linux/in.h>}, {@code <linux/in6.h>}, {@code
   * <linux/udp.h>}.
   */
  public static final int SO_REUSEADDR = 2;

  public static final int SO_RCVBUF = 8;

  public static final int SO_KEEPALIVE = 9;
  public static final int SO_OOBINLINE = 10;

  public static final int SO_SNDTIMEO = 21;
  public static final int SO_BINDTODEVICE = 25;

  public static final int IP_TOS = 1;

  public static final int IP_TTL = 2;
  public static final int IP_PKTINFO = 8;
  public static final int IP_PKTOPTIONS = 9;
  public static final int IP_MTU_DISCOVER = 10;
  public static final int IP_RECVERR = 11;
  public static final int IP_RECVTTL = 12;
  public static final int IP_RECVTOS = 13;
  public static final int IP_BIND_ADDRESS_NO_PORT = 24;
  public static final int IP_LOCAL_PORT_RANGE = 51;
  public static final int IPV6_2292PKTOPTIONS = 6;
  public static final int IPV6_UNICAST_HOPS = 16;
  public static final int IPV6_MTU_DISCOVER = 23;
  public static final int IPV6_RECVERR = 25;
  public static final int IPV6_V6ONLY = 26;
  public static final int IPV6_RECVPKTINFO = 49;
  public static final int IPV6_PKTINFO = 50;
  public static final int IPV6_RECVHOPLIMIT = 51;
  public static final int IPV6_HOPLIMIT = 52;
  public static final int IPV6_RECVTCLASS = 66;
  public static final int IPV6_TCLASS = 67;
  public static final int UDP_SEGMENT = 103;

  public static final int UDP_GRO = 104;

  /** Flags of recvmsg(2): {@code <linux/socket.h>}. */
  static final int MSG_PEEK = 2;

  static final int MSG_TRUNC = 0x20;
  static final int MSG_DONTWAIT = 0x40;

  static final int MSG_ERRQUEUE = 0x2000;

  private SocketOptions() {}
}
