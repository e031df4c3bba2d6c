package org.slirp4j.runtime.engine;

import org.slirp4j.portfwd.config.GuestNetwork;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;

/** The IPv6 network inside, the same as slirp4netns's for every container. */
final class Ipv6Network {
  private static final long FD00 = 0xfd00L << 48;
  private static final int PREFIX_BITS = 64;

  private static final IpAddress PREFIX = new IpAddress(FD00, 0);
  private static final IpAddress GATEWAY = new IpAddress(FD00, 2);
  private static final IpAddress DNS = new IpAddress(FD00, 3);
  private static final IpAddress ROUTER = new IpAddress(0xfe80L << 48, 2);

  private Ipv6Network() {}

  /** Returns it as the stack sees it. */
  static Ipv6Config stack(boolean dns) {
    return new Ipv6Config(ROUTER, GATEWAY, DNS, PREFIX, dns);
  }

  /** Returns it as the relays see it. */
  static GuestNetwork relays() {
    return new GuestNetwork(GATEWAY, DNS, PREFIX, PREFIX_BITS);
  }
}
