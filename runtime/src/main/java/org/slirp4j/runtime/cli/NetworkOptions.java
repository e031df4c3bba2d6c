package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;

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
  /** Largest packet unless somebody says so, as with podman and RootlessKit. */
  public static final int PERSON_MTU = RunOptions.DEFAULT_MTU;

  /** Tells whether there is an IPv6 network inside. */
  public boolean ipv6() {
    return cidr6 != null;
  }

  /** Returns a network with all defaults but the MTU. */
  public static NetworkOptions ofMtu(int mtu) {
    return new NetworkOptions(mtu, Cidr.DEFAULT, null, true, true, 0, null);
  }

  /**
   * Reads a network from texts; null stands for the default.
   *
   * @throws UsageException when one is wrong; the message says which
   */
  public static NetworkOptions parse(
      int mtu,
      @Nullable String cidr,
      @Nullable String cidr6,
      boolean hostLoopback,
      boolean dns,
      @Nullable String outboundAddress,
      @Nullable String outboundAddress6)
      throws UsageException {
    int bytes = Slirp4netnsParser.mtu(Integer.toString(mtu));
    if (cidr6 != null && bytes < Ipv6Config.MIN_MTU) {
      throw new UsageException(
          "MTU " + bytes + " is too small for IPv6, which needs " + Ipv6Config.MIN_MTU);
    }
    return new NetworkOptions(
        bytes,
        cidr == null ? Cidr.DEFAULT : Cidr.parse(cidr),
        cidr6 == null ? null : Cidr6.parse(cidr6),
        hostLoopback,
        dns,
        outboundAddress == null ? 0 : OutboundAddress.parse(outboundAddress),
        outboundAddress6 == null ? null : OutboundAddress6.parse(outboundAddress6));
  }
}
