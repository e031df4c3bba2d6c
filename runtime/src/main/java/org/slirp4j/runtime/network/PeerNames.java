package org.slirp4j.runtime.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.NameSource;
import org.slirp4j.tcpip.IpAddress;

/**
 * The names of those who are in a network with one container: {@code NAME}, and {@code
 * NAME.NETWORK} where it is to be told which of several.
 */
final class PeerNames implements NameSource {
  private final Port asking;

  PeerNames(Port asking) {
    this.asking = asking;
  }

  @Override
  public @Nullable List<IpAddress> addresses(String name) {
    List<IpAddress> found = null;
    for (Membership own : asking.memberships()) {
      Membership other = own.network().named(name);
      Port port = other == null ? null : other.network().member(other.number());
      if (other != null && port != null) {
        found = found == null ? new ArrayList<>() : found;
        // Whoever has no IPv6 would try it in vain.
        found.addAll(
            asking.hasIpv6()
                ? Networks.addresses(port, other)
                : List.of(IpAddress.v4(other.outsideV4())));
      }
    }
    return found;
  }

  @Override
  public boolean covers(IpAddress address) {
    return Pool.covers(address);
  }

  @Override
  public @Nullable String name(IpAddress address) {
    long where = address.isV4() ? address.v4Bits() : address.high();
    Membership own = asking.membership(Pool.network(where));
    Port port = own == null ? null : own.network().member(Pool.member(where));
    boolean known =
        port != null && (address.isV4() || (port.hasIpv6() && port.interfaceId() == address.low()));
    return known && port != null ? port.name() : null;
  }
}
