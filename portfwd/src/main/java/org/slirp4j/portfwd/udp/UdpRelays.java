package org.slirp4j.portfwd.udp;

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

/**
 * What all UDP relays of a loop share.
 *
 * @param sockets makes the host's sockets
 * @param destinations the policy
 * @param dns takes what goes to the DNS alias
 * @param reader receives
 * @param writer sends
 * @param errors reads error queues
 * @param counters counts
 */
public record UdpRelays(
    HostSockets sockets,
    Destinations destinations,
    DnsRelay dns,
    DatagramReader reader,
    DatagramWriter writer,
    ErrorQueue errors,
    RelayCounters counters) {

  /** Returns the handler of a new flow. */
  public UdpHandler open(UdpFlow flow) {
    counters.count(RelayCounter.UDP_FLOWS);
    return new UdpRelay(this, flow);
  }
}
