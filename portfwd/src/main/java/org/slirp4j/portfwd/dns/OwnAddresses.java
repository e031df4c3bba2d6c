package org.slirp4j.portfwd.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.NameSource;
import org.slirp4j.portfwd.policy.Destinations;
import org.slirp4j.tcpip.IpAddress;

/**
 * The names of addresses in the container's own network: the gateway has the host's, others have
 * none. Name servers know other hosts by these addresses if any (RFC 6303, 4.1).
 */
final class OwnAddresses implements NameSource {
  private static final String HOST = "host.containers.internal";

  private final Destinations destinations;

  OwnAddresses(Destinations destinations) {
    this.destinations = destinations;
  }

  @Override
  public @Nullable List<IpAddress> addresses(String name) {
    return null;
  }

  @Override
  public boolean covers(IpAddress address) {
    return destinations.isOwn(address);
  }

  @Override
  public @Nullable String name(IpAddress address) {
    return destinations.gatewayFor(address).equals(address) ? HOST : null;
  }
}
