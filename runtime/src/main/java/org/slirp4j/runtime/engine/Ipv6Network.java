package org.slirp4j.runtime.engine;

import org.slirp4j.portfwd.config.GuestNetwork;
import org.slirp4j.runtime.cli.Cidr6;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;

/** What the IPv6 network inside means for the stack and for the relays. */
final class Ipv6Network {
  /** The router's address on the link, the same whatever the network. */
  private static final IpAddress ROUTER = new IpAddress(0xfe80L << 48, 2);

  private Ipv6Network() {}

  /** Returns it as the stack sees it. */
  static Ipv6Config stack(Cidr6 cidr, boolean dns) {
    return new Ipv6Config(ROUTER, cidr.gateway(), cidr.dns(), cidr.network(), dns);
  }

  /** Returns it as the relays see it. */
  static GuestNetwork relays(Cidr6 cidr) {
    return new GuestNetwork(cidr.gateway(), cidr.dns(), cidr.network(), Cidr6.PREFIX_BITS);
  }
}
