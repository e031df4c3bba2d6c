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
import org.slirp4j.tcpip.buffer.Buffers;

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
   * Runs that may be open at a time, a power of two: flows whose datagrams come in turns share them
   * by their ports. Each keeps a block of 64 KiB while there is traffic.
   */
  private static final int RUNS = 8;

  private final DatagramRun[] runs = new DatagramRun[RUNS];

  /**
   * Makes them.
   *
   * @param sockets makes the host's sockets
   * @param destinations the policy
   * @param dns takes what goes to a DNS alias
   * @param reader receives
   * @param writer sends
   * @param errors reads error queues
   * @param buffers memory for what is collected
   * @param counters counts
   */
  public UdpRelays(
      HostSockets sockets,
      Destinations destinations,
      DnsRelay dns,
      DatagramReader reader,
      DatagramWriter writer,
      ErrorQueue errors,
      Buffers buffers,
      RelayCounters counters) {
    this.sockets = sockets;
    this.destinations = destinations;
    this.dns = dns;
    this.reader = reader;
    this.writer = writer;
    this.errors = errors;
    this.counters = counters;
    for (int i = 0; i < RUNS; i++) {
      runs[i] = new DatagramRun(buffers.large());
    }
  }

  /** Returns where a flow's datagrams are collected. */
  DatagramRun run(UdpFlow flow) {
    return runs[flow.guestPort() & (RUNS - 1)];
  }

  /** Sends what was collected: no more of the container's datagrams come for now. */
  public void flush() {
    for (DatagramRun run : runs) {
      run.flush();
    }
  }

  /** Keeps no more memory than is needed. */
  public void rest() {
    for (DatagramRun run : runs) {
      run.rest();
    }
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
