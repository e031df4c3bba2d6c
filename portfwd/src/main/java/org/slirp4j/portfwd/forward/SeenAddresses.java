package org.slirp4j.portfwd.forward;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.GuestNetwork;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.tcpip.IpAddress;

/**
 * The addresses by which the container knows the clients of its forwarded ports: their own ones,
 * and the gateway's where it could not answer those.
 */
final class SeenAddresses {
  /**
   * How many ports a client is tried under. Its own is free unless two clients share an address
   * inside, or one comes back with the same port at once (TIME-WAIT: a second, or a minute if the
   * container uses no timestamps).
   */
  static final int MAX_PORT_TRIES = 16;

  /** Ports that are tried then (RFC 6335, 6: dynamic ports). */
  static final int FIRST_PORT = 49_152;

  /** How many there are. */
  static final int PORTS = 65_536 - FIRST_PORT;

  private final GuestNetwork network;
  private final @Nullable GuestNetwork network6;

  SeenAddresses(GuestNetwork network, @Nullable GuestNetwork network6) {
    this.network = network;
    this.network6 = network6;
  }

  /** Tells whether the container has a network of this address's family. */
  boolean hasFamilyOf(IpAddress guest) {
    return guest.isV4() || network6 != null;
  }

  /** Tells whether an address is of one of the container's networks. */
  boolean isInNetwork(long high, long low) {
    return network.contains(high, low) || (network6 != null && network6.contains(high, low));
  }

  /** Returns the address of the host as {@code guest} knows it. */
  IpAddress gatewayFor(IpAddress guest) {
    return networkOf(guest).gateway();
  }

  private GuestNetwork networkOf(IpAddress guest) {
    return guest.isV4() || network6 == null ? network : network6;
  }

  /** Returns the address by which {@code guest} sees a client. */
  IpAddress of(long clientHigh, long clientLow, IpAddress guest) {
    GuestNetwork own = networkOf(guest);
    boolean answerable =
        IpAddress.isV4(clientHigh, clientLow) == guest.isV4()
            && !Loopback.leadsTo(clientHigh, clientLow)
            && !isLinkLocal(clientHigh, clientLow)
            && !own.contains(clientHigh, clientLow)
            && !guest.equals(clientHigh, clientLow);
    return answerable ? new IpAddress(clientHigh, clientLow) : own.gateway();
  }

  /**
   * Tells whether an address is of fe80::/10, which means another link here than there (RFC 4007,
   * 4). 169.254/16 does too, but it can be answered through the default route.
   */
  static boolean isLinkLocal(IpAddress address) {
    return isLinkLocal(address.high(), address.low());
  }

  /** The same of an address's halves. */
  static boolean isLinkLocal(long high, long low) {
    return !IpAddress.isV4(high, low) && high >>> 54 == 0xfe80 >>> 6;
  }
}
