package org.slirp4j.portfwd.policy;

import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.Refusal;

/** What becomes of traffic to a destination. */
public enum Route {
  /** Dialled as it is. */
  DIRECT,
  /** Dialled at the host's loopback address, same port. */
  HOST_LOOPBACK,
  /** Relayed to the host's name servers. */
  NAME_SERVERS,
  /** Dropped without a word: a group or a broadcast, which no relay serves (RFC 1122, 3.2.2). */
  NOWHERE,
  /** Turned away: policy, or an address that has no meaning beyond its link. */
  NET_UNREACHABLE,
  /** Turned away: an address of the container's link that nobody has. */
  HOST_UNREACHABLE,
  /** Turned away: an alias that does not serve this port. */
  PORT_UNREACHABLE;

  /** Returns how a SYN is turned away; {@link Refusal#PORT_UNREACHABLE} for the open routes. */
  public Refusal refusal() {
    return switch (this) {
      case NET_UNREACHABLE -> Refusal.NET_UNREACHABLE;
      case HOST_UNREACHABLE -> Refusal.HOST_UNREACHABLE;
      case DIRECT, HOST_LOOPBACK, NAME_SERVERS, NOWHERE, PORT_UNREACHABLE ->
          Refusal.PORT_UNREACHABLE;
    };
  }

  /** Returns how a datagram is turned away; port unreachable for the open routes. */
  public IcmpError error() {
    return switch (this) {
      case NET_UNREACHABLE -> IcmpError.NET_UNREACHABLE;
      case HOST_UNREACHABLE -> IcmpError.HOST_UNREACHABLE;
      case DIRECT, HOST_LOOPBACK, NAME_SERVERS, NOWHERE, PORT_UNREACHABLE ->
          IcmpError.PORT_UNREACHABLE;
    };
  }
}
