package org.slirp4j.portfwd.dns;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.policy.Destinations;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;

/** Takes DNS queries from the container and holds those in flight. */
public final class DnsRelay {
  final HostSockets sockets;
  final NameServers servers;
  final ResolverConfig config;
  final DatagramReader reader;
  final RelayCounters counters;

  private final Buffers buffers;
  private final Destinations destinations;
  private final LinkedHashSet<DnsQuery> inFlight = new LinkedHashSet<>();

  /**
   * Makes a relay.
   *
   * @param destinations knows the aliases that answers come from
   */
  public DnsRelay(
      HostSockets sockets,
      NameServers servers,
      ResolverConfig config,
      DatagramReader reader,
      Buffers buffers,
      Destinations destinations,
      RelayCounters counters) {
    this.sockets = sockets;
    this.servers = servers;
    this.config = config;
    this.reader = reader;
    this.buffers = buffers;
    this.destinations = destinations;
    this.counters = counters;
  }

  /** Takes one query, {@code length} bytes at {@code at} of a buffer that stays the caller's. */
  public void query(UdpFlow flow, Buffer buffer, int at, int length) {
    if (length < DnsHeader.BYTES || DnsHeader.isResponse(buffer.memory(), at)) {
      counters.count(RelayCounter.DNS_MALFORMED);
      return;
    }
    Buffer copy = copy(buffer, at, length);
    if (copy == null) {
      counters.count(RelayCounter.UDP_DROPPED_OUT);
      return;
    }
    counters.count(RelayCounter.DNS_QUERIES);
    makeRoom();
    DnsQuery query = new DnsQuery(this, flow, copy, length);
    inFlight.add(query);
    query.start();
  }

  /** Drops the queries of a flow that is no more. */
  public void forget(UdpFlow flow) {
    if (inFlight.isEmpty()) {
      return;
    }
    for (DnsQuery query : List.copyOf(inFlight)) {
      if (query.flow().id() == flow.id()) {
        query.drop();
      }
    }
  }

  /** Drops all queries. */
  public void close() {
    List.copyOf(inFlight).forEach(DnsQuery::drop);
  }

  /** Returns how many queries are in flight. */
  public int inFlight() {
    return inFlight.size();
  }

  void onOver(DnsQuery query) {
    inFlight.remove(query);
  }

  /** Sends an answer to the container from the alias it asked; takes over the buffer. */
  void answer(UdpFlow flow, Buffer message, int length) {
    counters.count(RelayCounter.DNS_ANSWERS);
    IpAddress from = destinations.dnsFor(flow.guestAddress());
    flow.send(message, DatagramReader.AT, length, from.high(), from.low(), ResolverConfig.DNS_PORT);
    sockets.requestEmit();
  }

  private void makeRoom() {
    if (inFlight.size() >= config.maxQueries()) {
      counters.count(RelayCounter.DNS_EVICTED);
      inFlight.getFirst().drop();
    }
  }

  private @Nullable Buffer copy(Buffer from, int at, int length) {
    boolean fits = DatagramReader.AT + length <= Buffers.SMALL_BYTES;
    Buffer copy = fits ? buffers.small().take() : buffers.large().take();
    if (copy != null) {
      MemorySegment.copy(from.memory(), at, copy.memory(), DatagramReader.AT, length);
    }
    return copy;
  }
}
