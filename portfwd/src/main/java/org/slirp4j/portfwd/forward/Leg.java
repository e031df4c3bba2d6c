package org.slirp4j.portfwd.forward;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.report.TrafficCounters;
import org.slirp4j.tcpip.IpAddress;

/**
 * One socket's part of a rule: a port of the host that leads to a port, or a path, of the
 * container.
 *
 * @param protocol TCP or UDP
 * @param hostAddress an address of the host, or 0.0.0.0 or :: for all of the family
 * @param device the only interface by which clients come, or null
 * @param hostPort 0 to 65,535
 * @param guestAddress the container's address, of either family
 * @param guestPort 1 to 65,535
 * @param anyFamily whether clients of the other family may be led to the container's address of
 *     theirs
 * @param path the container's path that is led to instead, or null
 * @param source whether the client's address or speed is preferred
 * @param traffic where what it carries is counted: its rule's
 */
record Leg(
    Protocol protocol,
    IpAddress hostAddress,
    @Nullable String device,
    int hostPort,
    IpAddress guestAddress,
    int guestPort,
    boolean anyFamily,
    @Nullable String path,
    SourceAddress source,
    TrafficCounters traffic) {
  /** Returns the part that comes {@code count} ports later in a range. */
  Leg plus(int count) {
    return new Leg(
        protocol,
        hostAddress,
        device,
        hostPort + count,
        guestAddress,
        guestPort + count,
        anyFamily,
        path,
        source,
        traffic);
  }

  Leg withHostPort(int port) {
    return new Leg(
        protocol,
        hostAddress,
        device,
        port,
        guestAddress,
        guestPort,
        anyFamily,
        path,
        source,
        traffic);
  }

  /** Returns where clients come: {@code tcp 127.0.0.1:8080}. */
  String at() {
    String on = device == null ? "" : " on " + device;
    return protocol + " " + AddressText.of(hostAddress, hostPort) + on;
  }
}
