package org.slirp4j.portfwd.host;

import org.slirp4j.tcpip.IpAddress;

/**
 * A destination in the host's world.
 *
 * @param address where to
 * @param port 0 to 65,535
 * @param scopeId interface index of an IPv6 link-local address, else 0
 */
public record HostAddress(IpAddress address, int port, int scopeId) {
  /** Returns {@code address:port}, with brackets around IPv6. */
  @Override
  public String toString() {
    return address.isV4() ? address + ":" + port : "[" + address + "]:" + port;
  }
}
