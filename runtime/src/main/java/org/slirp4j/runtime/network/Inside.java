package org.slirp4j.runtime.network;

import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Cidr6;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.tcpip.IpAddress;

/**
 * A container's own network, as packets show it.
 *
 * @param guest its IPv4 address, if it is the configured one
 * @param subnet its IPv4 network
 * @param mask of that
 * @param gateway the stack's IPv4 address
 * @param dns the DNS alias
 * @param gatewayMac the stack's link address
 * @param prefix first half of its IPv6 addresses, or 0 where it has none
 * @param gatewayId second half of the stack's IPv6 address
 * @param dnsId second half of the DNS alias
 */
public record Inside(
    int guest,
    int subnet,
    int mask,
    int gateway,
    int dns,
    long gatewayMac,
    long prefix,
    long gatewayId,
    long dnsId) {
  /**
   * Returns what the options say.
   *
   * @param gatewayMac the stack's link address in the low 48 bits
   */
  public static Inside of(NetworkOptions options, long gatewayMac) {
    Cidr cidr = options.cidr();
    Cidr6 cidr6 = options.cidr6();
    int mask = cidr.prefixBits() == 0 ? 0 : -1 << (32 - cidr.prefixBits());
    IpAddress none = new IpAddress(0, 0);
    return new Inside(
        cidr.guest(),
        cidr.network(),
        mask,
        cidr.gateway(),
        cidr.dns(),
        gatewayMac,
        cidr6 == null ? 0 : cidr6.network().high(),
        (cidr6 == null ? none : cidr6.gateway()).low(),
        (cidr6 == null ? none : cidr6.dns()).low());
  }

  /**
   * Tells whether this can be an IPv4 address of the container's: neither the stack's nor all's.
   */
  boolean isOwn(int address) {
    int host = address & ~mask;
    return (address & mask) == subnet
        && address != gateway
        && address != dns
        && host != 0
        && host != ~mask;
  }

  /** Tells whether this can be an IPv6 address of the container's. */
  boolean isOwn(long high, long low) {
    return high == prefix && prefix != 0 && low != gatewayId && low != dnsId;
  }
}
