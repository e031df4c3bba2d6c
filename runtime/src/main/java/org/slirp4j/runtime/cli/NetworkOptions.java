package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/**
 * The network that a command line asks for, whoever reads it.
 *
 * @param mtu largest IP packet in bytes
 * @param cidr the IPv4 network inside
 * @param cidr6 the IPv6 network inside, or null when there is none
 * @param hostLoopback whether the gateway address reaches the host's loopback
 * @param dns whether the DNS address relays to the host's name servers
 * @param outboundAddress source address of outbound IPv4 sockets, or 0 for the kernel's choice
 * @param outboundAddress6 source address of outbound IPv6 sockets, or null for the kernel's choice
 */
public record NetworkOptions(
    int mtu,
    Cidr cidr,
    @Nullable Cidr6 cidr6,
    boolean hostLoopback,
    boolean dns,
    int outboundAddress,
    @Nullable IpAddress outboundAddress6) {

  /** Tells whether there is an IPv6 network inside. */
  public boolean ipv6() {
    return cidr6 != null;
  }

  /** Returns a network with all defaults but the MTU. */
  public static NetworkOptions ofMtu(int mtu) {
    return new NetworkOptions(mtu, Cidr.DEFAULT, null, true, true, 0, null);
  }
}
