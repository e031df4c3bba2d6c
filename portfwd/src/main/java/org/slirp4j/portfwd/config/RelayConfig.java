package org.slirp4j.portfwd.config;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/**
 * What the relays of one container are told.
 *
 * @param network the container's IPv4 network and aliases
 * @param network6 the container's IPv6 network and aliases, or null when it has none
 * @param hostAccess how much of the host the container may reach
 * @param dnsAlias whether the DNS address is an alias at all: false for {@code --disable-dns}
 * @param outboundAddress source of every IPv4 host socket, also of one to the host's loopback, or
 *     null for the kernel's choice: {@code --outbound-addr}
 * @param outboundAddress6 the same for IPv6: {@code --outbound-addr6}
 * @param resolver how DNS is relayed
 * @param limits bounds
 */
public record RelayConfig(
    GuestNetwork network,
    @Nullable GuestNetwork network6,
    HostAccess hostAccess,
    boolean dnsAlias,
    @Nullable IpAddress outboundAddress,
    @Nullable IpAddress outboundAddress6,
    ResolverConfig resolver,
    HostLimits limits) {
  /** Makes the configuration for a container without IPv6. */
  public RelayConfig(
      GuestNetwork network,
      HostAccess hostAccess,
      boolean dnsAlias,
      @Nullable IpAddress outboundAddress,
      ResolverConfig resolver,
      HostLimits limits) {
    this(network, null, hostAccess, dnsAlias, outboundAddress, null, resolver, limits);
  }
}
