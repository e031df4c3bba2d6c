package org.slirp4j.portfwd.config;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/**
 * What the relays of one container are told.
 *
 * @param network the container's network and aliases
 * @param hostAccess how much of the host the container may reach
 * @param dnsAlias whether the DNS address is an alias at all: false for {@code --disable-dns}
 * @param outboundAddress source of every host socket that leaves the host, or null for the kernel's
 *     choice: {@code --outbound-addr}
 * @param resolver how DNS is relayed
 * @param limits bounds
 */
public record RelayConfig(
    GuestNetwork network,
    HostAccess hostAccess,
    boolean dnsAlias,
    @Nullable IpAddress outboundAddress,
    ResolverConfig resolver,
    HostLimits limits) {}
