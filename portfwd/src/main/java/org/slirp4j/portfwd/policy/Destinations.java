package org.slirp4j.portfwd.policy;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressPool;
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
  private final @Nullable GuestNetwork network6;
  private final HostAccess access;
  private final boolean dnsAlias;
  private final HostAddresses hostAddresses;
  private @Nullable AddressPool reserved;

  /**
   * Makes a policy.
   *
   * @param network the container's IPv4 network
   * @param network6 its IPv6 network, or null: then no IPv6 destination is reachable
   * @param dnsAlias whether the networks' DNS addresses are aliases; if not, they are addresses of
   *     the host's world
   * @param hostAddresses asked only when {@code access} is {@link HostAccess#NOTHING}
   */
  public Destinations(
      GuestNetwork network,
      @Nullable GuestNetwork network6,
      HostAccess access,
      boolean dnsAlias,
      HostAddresses hostAddresses) {
    this.network = network;
    this.network6 = network6;
    this.access = access;
    this.dnsAlias = dnsAlias;
    this.hostAddresses = hostAddresses;
  }

  /** Says which addresses belong to nobody in the host's world from now on. */
  public void reserve(AddressPool pool) {
    reserved = pool;
  }

  /** Decides about a destination of the container's. */
  public Route route(long high, long low, int port) {
    if (Scope.isGroup(high, low)) {
      return Route.NOWHERE;
    }
    GuestNetwork own = networkOf(high, low);
    if (own == null) {
      return Route.NET_UNREACHABLE;
    }
    if (own.gateway().equals(high, low)) {
      return access == HostAccess.ALL ? Route.HOST_LOOPBACK : Route.NET_UNREACHABLE;
    }
    if (dnsAlias && own.dns().equals(high, low)) {
      return port == ResolverConfig.DNS_PORT ? Route.NAME_SERVERS : Route.PORT_UNREACHABLE;
    }
    if (isInside(own, high, low) || isReserved(high, low)) {
      return Route.HOST_UNREACHABLE;
    }
    return Scope.isBeyondRouters(high, low) || isProhibited(high, low)
        ? Route.NET_UNREACHABLE
        : Route.DIRECT;
  }

  /** Tells whether the container may see traffic that it did not ask for from this sender. */
  public boolean admits(long senderHigh, long senderLow) {
    // Of the host's loopback the container knows one address of each family, as the gateway.
    if (isGatewaysSelf(senderHigh, senderLow)) {
      return access == HostAccess.ALL;
    }
    // Who has an address of the container's own network outside would pass for an alias.
    GuestNetwork own = networkOf(senderHigh, senderLow);
    return own != null
        && !isInside(own, senderHigh, senderLow)
        && !isReserved(senderHigh, senderLow)
        && !Loopback.leadsTo(senderHigh, senderLow)
        && !Scope.isBeyondRouters(senderHigh, senderLow)
        && !isProhibited(senderHigh, senderLow);
  }

  /** Tells whether this address of the host's world is what a gateway address stands for. */
  public boolean isGatewaysSelf(long high, long low) {
    return high == Loopback.HIGH && (low == Loopback.V4_LOW || low == Loopback.V6_LOW);
  }

  /** Returns an address of the host's world as the container knows it. */
  public IpAddress asSeenInside(IpAddress address) {
    return isGatewaysSelf(address.high(), address.low()) ? gatewayFor(address) : address;
  }

  /**
   * Returns the gateway of an address's family: the one who turns its traffic away in the name of
   * the policy.
   */
  public IpAddress gatewayFor(IpAddress address) {
    return ownOrV4(address).gateway();
  }

  /** Returns the IPv4 gateway. */
  public IpAddress gateway() {
    return network.gateway();
  }

  /** Returns the IPv6 gateway, or null where the container has no IPv6. */
  public @Nullable IpAddress gateway6() {
    return network6 == null ? null : network6.gateway();
  }

  /** Returns the DNS alias of an address's family. */
  public IpAddress dnsFor(IpAddress address) {
    return ownOrV4(address).dns();
  }

  /** Tells whether an address is of the container's own network. */
  public boolean isOwn(IpAddress address) {
    GuestNetwork own = networkOf(address.high(), address.low());
    return own != null && own.contains(address.high(), address.low());
  }

  private GuestNetwork ownOrV4(IpAddress address) {
    GuestNetwork own = networkOf(address.high(), address.low());
    return own == null ? network : own;
  }

  private @Nullable GuestNetwork networkOf(long high, long low) {
    return IpAddress.isV4(high, low) ? network : network6;
  }

  /** Tells whether an address lies in the container's network; the DNS address only as an alias. */
  private boolean isInside(GuestNetwork own, long high, long low) {
    return own.contains(high, low) && (dnsAlias || !own.dns().equals(high, low));
  }

  private boolean isReserved(long high, long low) {
    return reserved != null && reserved.contains(high, low);
  }

  private boolean isProhibited(long high, long low) {
    return switch (access) {
      case ALL -> false;
      case NO_LOOPBACK -> Loopback.leadsTo(high, low);
      case NOTHING -> Loopback.leadsTo(high, low) || hostAddresses.holds(high, low);
    };
  }
}
