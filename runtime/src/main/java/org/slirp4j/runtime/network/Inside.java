package org.slirp4j.runtime.network;

import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Cidr6;
import org.slirp4j.runtime.cli.NetworkOptions;

/**
 * A container's own network, as packets show it.
 *
 * @param guest its IPv4 address, if it is the configured one
 * @param subnet its IPv4 network
 * @param mask of that
 * @param gatewayV4 the stack's IPv4 address
 * @param dnsV4 the DNS alias
 * @param gatewayMac the stack's link address
 * @param prefix first half of its IPv6 addresses, or 0 where it has none
 */
public record Inside(
    int guest, int subnet, int mask, int gatewayV4, int dnsV4, long gatewayMac, long prefix) {
  /**
   * Returns what the options say.
   *
   * @param gatewayMac the stack's link address in the low 48 bits
   */
  public static Inside of(NetworkOptions options, long gatewayMac) {
    Cidr cidr = options.cidr();
    Cidr6 cidr6 = options.cidr6();
    int mask = cidr.prefixBits() == 0 ? 0 : -1 << (32 - cidr.prefixBits());
    return new Inside(
        cidr.guest(),
        cidr.network(),
        mask,
        cidr.gateway(),
        cidr.dns(),
        gatewayMac,
        cidr6 == null ? 0 : cidr6.network().high());
  }

  /** Tells whether a container may send from this address. */
  boolean isOwn(int address) {
    return (address & mask) == subnet && address != gatewayV4 && address != dnsV4;
  }
}
