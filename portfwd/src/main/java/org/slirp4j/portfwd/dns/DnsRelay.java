package org.slirp4j.portfwd.dns;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.NameSource;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.policy.Destinations;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;

/** Takes DNS queries from the container, answers what it can and holds those in flight. */
public final class DnsRelay {
  /** Bytes of queries in flight: long ones are a few, and the oldest make room. */
  static final int MAX_HELD_BYTES = 1 << 20;

  /**
   * Descriptors of UDP queries in flight; the oldest query makes room. Where every server is
   * silent, each query has one for each.
   */
  static final int MAX_SOCKETS = 512;

  /** Connections of the container's; the oldest is cut. */
  static final int MAX_STREAMS = 64;

  /** Bytes of answers that the container asked for by TCP and does not read. */
  static final int MAX_UNREAD_BYTES = 4 << 20;

  private static final int MAX_STREAM_MESSAGE_BYTES = 0xffff;

  /** What fits into an IPv4 datagram. */
  private static final int MAX_V4_MESSAGE_BYTES = 65_507;

  final HostSockets sockets;
  final NameServers servers;
  final ResolverConfig config;
  final DatagramReader reader;
  final RelayCounters counters;
  final RandomIds ids = new RandomIds();
  final Scratch scratch = new Scratch();
  final Scratch inbox = new Scratch();

  private final Buffers buffers;
  private final Destinations destinations;
  private final LocalNames localNames;
  private final OtherNames otherNames;
  private final AnswerCache cache = new AnswerCache();
  private final LinkedHashSet<DnsQuery> inFlight = new LinkedHashSet<>();
  private final LinkedHashSet<DnsStream> streams = new LinkedHashSet<>();
  private final Map<HostAddress, ServerStream> serverStreams = new HashMap<>();
  private int generation;
  private int heldBytes;
  private int openSockets;
  private int unreadBytes;

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
    this.otherNames = new OtherNames(new OwnAddresses(destinations));
    this.localNames = new LocalNames(destinations.gateway(), destinations.gateway6());
    this.counters = counters;
  }

  /** Says who knows names that no name server knows. */
  public void names(NameSource source) {
    otherNames.source(source);
  }

  /** Says who is asked after those. Any thread. */
  public void zones(NameSource source) {
    otherNames.zones(source);
  }

  // ---- from the container ----

  /**
   * Takes one query by UDP, {@code length} bytes at {@code at} of a buffer that stays the caller's.
   */
  public void query(UdpFlow flow, Buffer buffer, int at, int length) {
    byte[] message = buffer.memory().asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    if (length < DnsHeader.BYTES || DnsHeader.isResponse(message)) {
      counters.count(RelayCounter.DNS_MALFORMED);
    } else {
      query(new DatagramAsker(this, flow), message);
    }
  }

  /** Takes a connection by TCP. */
  public TcpHandler open(TcpFlow flow) {
    if (streams.size() >= MAX_STREAMS) {
      streams.getFirst().cut();
    }
    DnsStream stream = new DnsStream(this, flow);
    streams.add(stream);
    stream.open();
    return stream;
  }

  /** Takes a message that has a header and is no response. */
  void query(Asker asker, byte[] message) {
    counters.count(RelayCounter.DNS_QUERIES);
    Request request = new Request(message);
    byte[] answer = answerOf(asker, request);
    if (answer != null) {
      counters.count(RelayCounter.DNS_ANSWERS);
      asker.onAnswer(answer);
      asker.onOver();
      return;
    }
    int bytes = request.message().length;
    makeRoom(bytes);
    DnsQuery query = new DnsQuery(this, asker, request, generation);
    inFlight.add(query);
    heldBytes += bytes;
    query.start();
  }

  private byte @Nullable [] answerOf(Asker asker, Request request) {
    int verdict = request.verdict();
    if (verdict != DnsHeader.NO_ERROR) {
      counters.count(RelayCounter.DNS_MALFORMED);
      return request.answer(verdict);
    }
    byte[] local = localNames.answer(request);
    if (local == null) {
      local = otherNames.answer(request);
    }
    if (local != null) {
      counters.count(RelayCounter.DNS_LOCAL_ANSWERS);
      return local;
    }
    int current = servers.generation();
    if (current != generation) {
      generation = current;
      cache.clear();
    }
    int limit = asker.byStream() ? MAX_STREAM_MESSAGE_BYTES : request.limitBytes();
    byte[] known = cache.find(request, limit, sockets.nowNanos());
    counters.count(known == null ? RelayCounter.DNS_CACHE_MISSES : RelayCounter.DNS_CACHE_HITS);
    return known;
  }

  /** Drops the queries of a flow that is no more. */
  public void forget(UdpFlow flow) {
    if (!inFlight.isEmpty()) {
      forget(new DatagramAsker(this, flow));
    }
  }

  private void forget(Asker asker) {
    for (DnsQuery query : List.copyOf(inFlight)) {
      if (query.asker().equals(asker)) {
        query.drop();
      }
    }
  }

  /** Drops all queries and connections. */
  public void close() {
    List.copyOf(inFlight).forEach(DnsQuery::drop);
    List.copyOf(streams).forEach(DnsStream::cut);
    closeServerStreams();
  }

  /** Returns how many queries are in flight. */
  public int inFlight() {
    return inFlight.size();
  }

  // ---- to the container ----

  /** Sends an answer to the container from the alias it asked. */
  void answer(UdpFlow flow, byte[] message) {
    IpAddress guest = flow.guestAddress();
    boolean isSmall = DatagramReader.AT + message.length <= Buffers.SMALL_BYTES;
    boolean fits = !guest.isV4() || message.length <= MAX_V4_MESSAGE_BYTES;
    Buffer buffer = isSmall ? buffers.small().take() : fits ? buffers.large().take() : null;
    if (buffer == null) {
      counters.count(RelayCounter.UDP_DROPPED_IN);
      return;
    }
    MemorySegment.copy(
        message, 0, buffer.memory(), ValueLayout.JAVA_BYTE, DatagramReader.AT, message.length);
    IpAddress from = destinations.dnsFor(guest);
    flow.send(
        buffer,
        DatagramReader.AT,
        message.length,
        from.high(),
        from.low(),
        ResolverConfig.DNS_PORT);
    sockets.requestEmit();
  }

  void keep(DnsQuery query, byte[] answer) {
    if (query.generation() == generation) {
      cache.keep(query.request(), answer, sockets.nowNanos());
    }
  }

  // ---- bounds ----

  private void makeRoom(int bytes) {
    while (!inFlight.isEmpty()
        && (inFlight.size() >= config.maxQueries() || heldBytes + bytes > MAX_HELD_BYTES)) {
      evictOldest();
    }
  }

  /** Makes room for another socket of a query's. */
  void makeRoomForSocket(DnsQuery query) {
    // The oldest does not make room for itself: it has no more than one for each server.
    while ((openSockets >= MAX_SOCKETS || (openSockets > 0 && sockets.isReserveTaken()))
        && inFlight.getFirst() != query) {
      evictOldest();
    }
  }

  private void evictOldest() {
    counters.count(RelayCounter.DNS_EVICTED);
    inFlight.getFirst().giveUp();
  }

  void onSocketOpened() {
    openSockets++;
  }

  void onSocketClosed() {
    openSockets--;
  }

  void onUnread(int bytes) {
    unreadBytes += bytes;
  }

  boolean isTooMuchUnread() {
    return unreadBytes > MAX_UNREAD_BYTES;
  }

  void onOver(DnsQuery query) {
    inFlight.remove(query);
    heldBytes -= query.request().message().length;
  }

  void onOver(DnsStream stream) {
    streams.remove(stream);
    forget(stream);
    if (streams.isEmpty()) { // small name servers serve one connection at a time
      closeServerStreams();
    }
  }

  // ---- connections to name servers ----

  /** Returns the connection to a name server, perhaps a new one; null when there is no way. */
  @Nullable ServerStream streamTo(HostAddress server) {
    ServerStream stream = serverStreams.get(server);
    if (stream == null) {
      stream = ServerStream.open(this, server);
      if (stream != null) {
        serverStreams.put(server, stream);
      }
    }
    return stream;
  }

  private void closeServerStreams() {
    for (ServerStream stream : List.copyOf(serverStreams.values())) {
      stream.close();
    }
  }

  /** A connection is not to be used for further queries. */
  void onStreamOver(ServerStream stream) {
    serverStreams.remove(stream.server(), stream);
  }
}
