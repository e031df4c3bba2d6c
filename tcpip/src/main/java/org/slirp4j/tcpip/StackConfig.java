package org.slirp4j.tcpip;

import org.jspecify.annotations.Nullable;

/**
 * A stack's addresses, sizes and bounds.
 *
 * @param mtu largest IP packet to and from the container in bytes, 68 to 65,521
 * @param mac the stack's link address, in the low 48 bits
 * @param gateway the stack's own IPv4 address, which stands for the host
 * @param dns the stack's other IPv4 address, which stands for the host's name servers
 * @param prefixBits length of the prefix that IPv4 addresses on the link have in common with {@code
 *     gateway}, 0 to 32: the stack does not look for others there
 * @param ipv6 the stack's IPv6 addresses, or null for a network without IPv6
 * @param dhcp what the stack's DHCP servers give out, or null for none
 * @param offloads what the device does for the stack
 * @param limits bounds on tables and memory
 * @param timeouts how long TCP waits for the container
 */
public record StackConfig(
    int mtu,
    long mac,
    IpAddress gateway,
    IpAddress dns,
    int prefixBits,
    @Nullable Ipv6Config ipv6,
    @Nullable DhcpConfig dhcp,
    Offloads offloads,
    Limits limits,
    TcpTimeouts timeouts) {

  /** Least MTU of an IPv4 network (RFC 791, 3.2). */
  public static final int MIN_MTU = 68;

  /** Largest IP packet that a 65,535-byte Ethernet frame can hold. */
  public static final int MAX_MTU = 65_521;

  /** Checks the ranges. */
  public StackConfig {
    if (mtu < MIN_MTU || mtu > MAX_MTU) {
      throw new IllegalArgumentException("mtu " + mtu + " is not in 68..65521");
    }
    if (prefixBits < 0 || prefixBits > 32) {
      throw new IllegalArgumentException("prefixBits " + prefixBits + " is not in 0..32");
    }
    if (ipv6 != null && mtu < Ipv6Config.MIN_MTU) {
      throw new IllegalArgumentException("mtu " + mtu + " is too small for IPv6");
    }
  }

  /** Makes the configuration of a network that holds every IPv4 address, and no IPv6. */
  public StackConfig(
      int mtu, long mac, IpAddress gateway, IpAddress dns, Offloads offloads, Limits limits) {
    this(mtu, mac, gateway, dns, 0, null, offloads, limits);
  }

  /** Makes the configuration of a network without DHCP, with the usual time-outs. */
  public StackConfig(
      int mtu,
      long mac,
      IpAddress gateway,
      IpAddress dns,
      int prefixBits,
      @Nullable Ipv6Config ipv6,
      Offloads offloads,
      Limits limits) {
    this(mtu, mac, gateway, dns, prefixBits, ipv6, null, offloads, limits, TcpTimeouts.DEFAULT);
  }

  /** Makes the configuration of a network that holds every IPv4 address. */
  public StackConfig(
      int mtu,
      long mac,
      IpAddress gateway,
      IpAddress dns,
      @Nullable Ipv6Config ipv6,
      Offloads offloads,
      Limits limits) {
    this(mtu, mac, gateway, dns, 0, ipv6, offloads, limits);
  }
}
