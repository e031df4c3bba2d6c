package org.slirp4j.portfwd.udp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.dns.DnsRelay;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.DatagramWriter;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.policy.Destinations;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;

/** Makes a loop's UDP relays, and holds what they share. */
public final class UdpRelays {
  final HostSockets sockets;
  final Destinations destinations;
  final DnsRelay dns;
  final DatagramReader reader;
  final DatagramWriter writer;
  final ErrorQueue errors;
  final RelayCounters counters;

  @Nullable ReturnPath returnPath;

  /**
   * Makes them.
   *
   * @param sockets makes the host's sockets
   * @param destinations the policy
   * @param dns takes what goes to a DNS alias
   * @param reader receives
   * @param writer sends
   * @param errors reads error queues
   * @param counters counts
   */
  public UdpRelays(
      HostSockets sockets,
      Destinations destinations,
      DnsRelay dns,
      DatagramReader reader,
      DatagramWriter writer,
      ErrorQueue errors,
      RelayCounters counters) {
    this.sockets = sockets;
    this.destinations = destinations;
    this.dns = dns;
    this.reader = reader;
    this.writer = writer;
    this.errors = errors;
    this.counters = counters;
  }

  /** Has {@code path} offered every datagram of the container's from now on. */
  public void returnPath(ReturnPath path) {
    returnPath = path;
  }

  /** Returns the handler of a new flow. */
  public UdpHandler open(UdpFlow flow) {
    counters.count(RelayCounter.UDP_FLOWS);
    return new UdpRelay(this, flow);
  }
}
