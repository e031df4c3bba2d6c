package org.slirp4j.portfwd.policy;

import org.slirp4j.portfwd.config.GuestNetwork;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.tcpip.IpAddress;

/**
 * The policy: from the address that the container used to what is dialled, and back.
 *
 * <p>Allocates nothing; asked once per TCP flow and once per datagram.
 */
public final class Destinations {
  private final GuestNetwork network;
  private final HostAccess access;
  private final boolean dnsAlias;
  private final HostAddresses hostAddresses;

  /**
   * Makes a policy.
   *
   * @param dnsAlias whether the network's DNS address is an alias
   * @param hostAddresses asked only when {@code access} is {@link HostAccess#NOTHING}
   */
  public Destinations(
      GuestNetwork network, HostAccess access, boolean dnsAlias, HostAddresses hostAddresses) {
    this.network = network;
    this.access = access;
    this.dnsAlias = dnsAlias;
    this.hostAddresses = hostAddresses;
  }

  /** Decides about a destination of the container's. */
  public Route route(long high, long low, int port) {
    if (network.gateway().equals(high, low)) {
      return access == HostAccess.ALL ? Route.HOST_LOOPBACK : Route.NET_UNREACHABLE;
    }
    if (dnsAlias && network.dns().equals(high, low)) {
      return port == ResolverConfig.DNS_PORT ? Route.NAME_SERVERS : Route.PORT_UNREACHABLE;
    }
    if (network.contains(high, low)) {
      return Route.HOST_UNREACHABLE;
    }
    return isGroup(high, low) || isProhibited(high, low) ? Route.NET_UNREACHABLE : Route.DIRECT;
  }

  /** Tells whether the container may see traffic that it did not ask for from this sender. */
  public boolean admits(long senderHigh, long senderLow) {
    // Of the loopback network the container knows one address only, as the gateway.
    return isGatewaysSelf(senderHigh, senderLow)
        ? access == HostAccess.ALL
        : !Loopback.leadsTo(senderHigh, senderLow) && !isProhibited(senderHigh, senderLow);
  }

  /** Tells whether this address of the host's world is what the gateway address stands for. */
  public boolean isGatewaysSelf(long high, long low) {
    return high == Loopback.V4_HIGH && low == Loopback.V4_LOW;
  }

  /** Returns an address of the host's world as the container knows it. */
  public IpAddress asSeenInside(IpAddress address) {
    return isGatewaysSelf(address.high(), address.low()) ? network.gateway() : address;
  }

  /** Returns who turns traffic away in the name of the policy. */
  public IpAddress gateway() {
    return network.gateway();
  }

  private boolean isProhibited(long high, long low) {
    return switch (access) {
      case ALL -> false;
      case NO_LOOPBACK -> Loopback.leadsTo(high, low);
      case NOTHING -> Loopback.leadsTo(high, low) || hostAddresses.holds(high, low);
    };
  }

  // 224.0.0.0/4 (RFC 5771), 255.255.255.255 (RFC 919), ff00::/8 (RFC 4291, 2.7).
  private static boolean isGroup(long high, long low) {
    if (IpAddress.isV4(high, low)) {
      int bits = (int) low;
      return bits >>> 28 == 0xe || bits == -1;
    }
    return high >>> 56 == 0xff;
  }
}
