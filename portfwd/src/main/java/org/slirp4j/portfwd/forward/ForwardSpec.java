package org.slirp4j.portfwd.forward;

import org.slirp4j.tcpip.IpAddress;

/**
 * A port of the host that leads to a port of the container.
 *
 * @param protocol TCP or UDP
 * @param hostAddress an address of the host, or 0.0.0.0 or :: for all of the family
 * @param hostPort 1 to 65,535
 * @param guestAddress the container's address, of either family
 * @param guestPort 1 to 65,535
 */
public record ForwardSpec(
    Protocol protocol, IpAddress hostAddress, int hostPort, IpAddress guestAddress, int guestPort) {
  /** Which transport. */
  public enum Protocol {
    TCP,
    UDP
  }
}
