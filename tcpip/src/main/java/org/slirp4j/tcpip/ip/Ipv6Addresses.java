package org.slirp4j.tcpip.ip;

import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.wire.Ipv6Packet;

/** The IPv6 addresses that are the stack's own, and the groups that it belongs to. */
public final class Ipv6Addresses {
  private static final long LINK_GROUP_HIGH = 0xff02L << 48; // ff02::, RFC 4291, 2.7.1
  private static final long ALL_NODES_LOW = 1;
  private static final long ALL_ROUTERS_LOW = 2;
  private static final long ALL_DHCP_SERVERS_LOW = 0x1_0002; // ff02::1:2, RFC 8415, 7.1

  private final IpAddress router;
  private final IpAddress gateway;
  private final IpAddress dns;
  private final long routerSolicitedLow;
  private final long gatewaySolicitedLow;
  private final long dnsSolicitedLow;

  /** Makes the set of the addresses in {@code config}. */
  public Ipv6Addresses(Ipv6Config config) {
    router = config.router();
    gateway = config.gateway();
    dns = config.dns();
    routerSolicitedLow = Ipv6Packet.solicitedNodeLow(router.low());
    gatewaySolicitedLow = Ipv6Packet.solicitedNodeLow(gateway.low());
    dnsSolicitedLow = Ipv6Packet.solicitedNodeLow(dns.low());
  }

  /** Tells whether an address is the stack's own. */
  public boolean has(long high, long low) {
    return gateway.equals(high, low) || dns.equals(high, low) || router.equals(high, low);
  }

  /** Tells whether a destination is the group of all DHCP servers. */
  public boolean isDhcpServers(long high, long low) {
    return high == LINK_GROUP_HIGH && low == ALL_DHCP_SERVERS_LOW;
  }

  /** Tells whether the stack belongs to a group: all nodes, all routers, and who asks for it. */
  public boolean listensTo(long high, long low) {
    return high == LINK_GROUP_HIGH
        && (low == ALL_NODES_LOW
            || low == ALL_ROUTERS_LOW
            || low == routerSolicitedLow
            || low == gatewaySolicitedLow
            || low == dnsSolicitedLow);
  }

  /**
   * Returns the stack's address that answers what {@code source} sent to a destination: that, if it
   * is the stack's own; else the one of the source's scope (RFC 6724, 5, rule 2).
   */
  public IpAddress answering(long dstHigh, long dstLow, long sourceHigh) {
    if (gateway.equals(dstHigh, dstLow)) {
      return gateway;
    }
    if (dns.equals(dstHigh, dstLow)) {
      return dns;
    }
    boolean local = Ipv6Packet.isLinkLocal(sourceHigh) || router.equals(dstHigh, dstLow);
    return local ? router : gateway;
  }
}
