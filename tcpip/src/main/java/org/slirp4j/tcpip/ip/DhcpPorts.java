package org.slirp4j.tcpip.ip;

/** The UDP ports of DHCP (RFC 2131, 4.1; RFC 8415, 7.2). */
public final class DhcpPorts {
  /** Port of DHCPv4 servers. */
  public static final int SERVER_V4 = 67;

  /** Port of DHCPv4 clients. */
  public static final int CLIENT_V4 = 68;

  /** Port of DHCPv6 clients. */
  public static final int CLIENT_V6 = 546;

  /** Port of DHCPv6 servers. */
  public static final int SERVER_V6 = 547;

  private DhcpPorts() {}

  /** Tells whether a port is that of servers of either family. */
  public static boolean isServer(int port) {
    return port == SERVER_V4 || port == SERVER_V6;
  }
}
