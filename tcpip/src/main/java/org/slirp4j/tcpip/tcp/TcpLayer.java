package org.slirp4j.tcpip.tcp;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.FrameSink;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.Refusal;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.TcpTimeouts;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.flow.FlowBook;
import org.slirp4j.tcpip.flow.FlowTable;
import org.slirp4j.tcpip.flow.Keys;
import org.slirp4j.tcpip.icmp.IcmpErrorListener;
import org.slirp4j.tcpip.icmp.IcmpErrors;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.PacketReceiver;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.ResolutionListener;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * All TCP connections of a stack: finding them, opening and forgetting them, letting them speak.
 */
public final class TcpLayer implements PacketReceiver, IcmpErrorListener {
  /**
   * RFC 9293, MUST-40 allows 500 ms; short, because nothing is gained by waiting longer for data.
   */
  static final long DELAYED_ACK_NANOS = 10_000_000L;

  /** Least time between two challenges of one connection (RFC 5961, 7). */
  static final long CHALLENGE_INTERVAL_NANOS = 100_000_000L;

  /** Smallest segment size believed: smaller ones only serve attacks (CVE-2019-11479). */
  static final int MIN_MSS = 48;

  /** A connection may announce as much as this part of the memory that is left. */
  private static final int FREE_SHARES = 8;

  /**
   * A connection may hold as much as this part of the memory that is left for text that the guest
   * has not acknowledged: many that do not read leave something for the next.
   */
  private static final int FREE_SEND_SHARES = 16;

  /** What part of all memory windows may be promised beyond what they begin with. */
  private static final int WINDOW_SHARE = 2;

  /** What a connection may announce however little is left: a super-segment. */
  private static final int MIN_SHARE_BYTES = 65_536;

  private static final int IPV4_AND_TCP_BYTES = 40;
  private static final int IPV6_AND_TCP_BYTES = 60;

  /**
   * What a super-segment's text must leave of an IP packet: the longer of the IP headers without
   * options, and the longest TCP header.
   */
  private static final int SUPER_SEGMENT_HEADER_BYTES =
      Ipv6Packet.HEADER_BYTES + TcpSegment.MAX_HEADER_BYTES;

  private static final int MAX_IP_PACKET_BYTES = 65_535;

  final Limits limits;
  final TcpTimeouts timeouts;
  final Buffers buffers;
  final DeadlineWheel wheel;
  final IsnGenerator isn;
  final Counters counters;
  final Reachability reachability;
  final WindowBudget windowBudget;
  final TransmissionMemory transmissionMemory = new TransmissionMemory();
  final Dsack dsack = new Dsack();
  final FlowBook book;

  private final StackConfig config;
  private final IcmpErrors icmpErrors;
  private final Connections connections;
  private final MemoryRelief relief;
  private final ResetBurst resetBurst;
  private final Opener opener;
  private final ArrayDeque<TcpConnection> ready = new ArrayDeque<>();
  private final Segment segment = new Segment();
  private final SegmentArrives arrives = new SegmentArrives(this);
  private final SegmentWriter writer;
  private final ResetWriter resets;

  /** Makes a layer without connections, which takes four of {@code keys}. */
  public TcpLayer(
      StackConfig config,
      Keys keys,
      Buffers buffers,
      DeadlineWheel wheel,
      IpOutput ip,
      IcmpErrors icmpErrors,
      FlowBook book,
      Counters counters,
      Uplink uplink,
      OutboundFrame frame) {
    this.config = config;
    this.limits = config.limits();
    this.timeouts = config.timeouts();
    this.buffers = buffers;
    this.wheel = wheel;
    this.icmpErrors = icmpErrors;
    this.counters = counters;
    this.book = book;
    windowBudget = new WindowBudget(memoryBytes(buffers) / WINDOW_SHARE);
    isn = new IsnGenerator(keys.next(), keys.next());
    connections = new Connections(limits, keys, counters);
    relief = new MemoryRelief(connections);
    resetBurst = new ResetBurst(connections);
    opener = new Opener(this, connections, uplink);
    writer = new SegmentWriter(config, ip, frame);
    resets = new ResetWriter(ip, buffers, counters);
    reachability = new Reachability(this, ip);
  }

  /** Returns who is to hear of guests' link addresses. */
  public ResolutionListener resolutions() {
    return reachability;
  }

  // ---- frames in

  /** Takes a TCP packet from the guest. */
  @Override
  public void onPacket(InboundPacket packet, long now) {
    if (!packet.isChecksumTrusted() && !isIntact(packet)) {
      counters.drop(DropReason.BAD_TRANSPORT_CHECKSUM);
      return;
    }
    if (!segment.read(packet)) {
      counters.drop(DropReason.BAD_TRANSPORT_HEADER);
      return;
    }
    TcpConnection connection = connections.find(packet, segment);
    if (connection == null) {
      withoutConnection(packet, now);
    } else if (Opener.isReincarnation(connection, segment)) {
      connection.end(true);
      opener.open(packet, segment, connection, now);
    } else {
      connection.onHeard(now);
      connections.onHeard(connection);
      arrives.process(connection, segment, now);
    }
  }

  private static boolean isIntact(InboundPacket packet) {
    long pseudo =
        Checksum.pseudo(
            packet.srcHigh(),
            packet.srcLow(),
            packet.dstHigh(),
            packet.dstLow(),
            Protocols.TCP,
            packet.transportLength());
    return Checksum.isIntact(
        Checksum.sum(
            packet.buffer().memory(), packet.transportAt(), packet.transportLength(), pseudo));
  }

  // RFC 9293, 3.10.7.1 and 3.10.7.2
  private void withoutConnection(InboundPacket packet, long now) {
    if (segment.isBareSyn()) {
      opener.open(packet, segment, null, now);
      return;
    }
    counters.drop(DropReason.NO_CONNECTION);
    // As in LISTEN: a stray ACK is answered; SYN with FIN, FIN alone, no flag at all are not.
    if (segment.has(TcpSegment.ACK) && !segment.has(TcpSegment.RST)) {
      resets.answer(packet, segment);
    }
  }

  /** Returns how many connections there are, those that are over but not forgotten among them. */
  public int size() {
    return connections.size();
  }

  /** Hands out connections as {@link FlowTable#list} does. */
  public int list(int cursor, int most, Consumer<? super Flow> to) {
    return connections.list(cursor, most, to);
  }

  /** Opens a connection to the guest, as {@code Stack.connect} tells. */
  public @Nullable TcpFlow connect(
      IpAddress guest, int guestPort, IpAddress peer, int peerPort, TcpHandler handler, long now) {
    return opener.connect(guest, guestPort, peer, peerPort, handler, now);
  }

  // RFC 9293, 3.9.2.2
  @Override
  public void onIcmpError(
      int type,
      int code,
      int mtu,
      long guestHigh,
      long guestLow,
      int guestPort,
      long peerHigh,
      long peerLow,
      int peerPort,
      int sequence,
      long now) {
    TcpConnection connection =
        connections.find(guestHigh, guestLow, guestPort, peerHigh, peerLow, peerPort);
    if (connection == null || !connection.sender.isInFlight(sequence)) {
      return; // RFC 5927, 4.1: not about anything we sent
    }
    if (type == IcmpError.DESTINATION_UNREACHABLE && code == IcmpError.FRAGMENTATION_NEEDED) {
      int header = connection.isV4 ? IPV4_AND_TCP_BYTES : IPV6_AND_TCP_BYTES;
      connection.sender.lowerMss(Math.max(mtu - header, MIN_MSS) - connection.plainOptionBytes());
    } else if (type == IcmpError.DESTINATION_UNREACHABLE && connection.state == TcpState.SYN_SENT) {
      connection.end(true); // SHLD-26, in SYN-SENT only; soft errors elsewhere (MUST-56)
    }
  }

  // ---- connections change

  /** The handshake is complete. */
  void onSynchronized(TcpConnection connection) {
    connections.onSynchronized(connection);
  }

  /** A guest resets a connection, which is about to end. */
  void onReset(TcpConnection connection, long now) {
    if (connections.isOpen(connection)) {
      resetBurst.onReset(now);
    }
  }

  /** A connection found no memory. */
  void onMemoryShortage(long now) {
    relief.onShortage(now);
  }

  void markReady(TcpConnection connection) {
    if (!connection.ready) {
      connection.ready = true;
      ready.addLast(connection);
    }
  }

  /** Turns a dialled connection away. */
  void refuse(TcpConnection connection, Refusal refusal) {
    if (book.isKept()) {
      connection.tell("refused: " + refusal);
    }
    switch (refusal) {
      case PORT_UNREACHABLE -> resets.refuse(connection, connection.receiver.rcvNxt);
      case NET_UNREACHABLE -> sendError(connection, IcmpError.NET_UNREACHABLE);
      case HOST_UNREACHABLE -> sendError(connection, IcmpError.HOST_UNREACHABLE);
      case PROHIBITED -> sendError(connection, IcmpError.PROHIBITED);
      case SILENCE -> {}
    }
    forget(connection);
  }

  private void sendError(TcpConnection connection, IcmpError error) {
    icmpErrors.aboutTcp(
        error,
        config.gateway(),
        connection.guestAddress(),
        connection.guestPort(),
        connection.peerAddress(),
        connection.peerPort(),
        connection.receiver.irs);
  }

  /** Tells the guest that a connection is cut. */
  void sendReset(TcpConnection connection) {
    if (connection.state != TcpState.SYN_SENT) { // RFC 9293, 3.10.5
      resets.cut(connection);
    }
  }

  /** Answers a segment with an unacceptable acknowledgment (RFC 9293, 3.5.2, group 2). */
  void sendResetFor(TcpConnection connection, Segment segment) {
    resets.refuseAcknowledgment(connection, segment.acknowledgment);
  }

  /** Lets go of everything that belongs to a connection. */
  void forget(TcpConnection connection) {
    connection.enter(TcpState.CLOSED);
    connections.remove(connection);
    reachability.remove(connection);
    connection.timers.stopAll();
    connection.sender.clear();
    connection.receiver.clear();
  }

  void enterTimeWait(TcpConnection connection, long now) {
    connection.enter(TcpState.TIME_WAIT);
    connection.timers.stopAll();
    connection.sender.clear();
    connections.onTimeWait(connection);
    restartTimeWait(connection, now);
    markReady(connection);
  }

  void restartTimeWait(TcpConnection connection, long now) {
    connection.timers.start(TcpTimers.TIME_WAIT, now + timeouts.timeWaitNanos());
  }

  /** Ends TIME-WAIT, unless the handler has not had everything yet. */
  void onTimeWaitOver(TcpConnection connection, long now) {
    if (connection.isOver()) {
      forget(connection);
    } else {
      restartTimeWait(connection, now);
    }
  }

  // ---- frames out

  /** Tells whether a connection has something to emit. */
  public boolean hasWork() {
    return !ready.isEmpty();
  }

  /**
   * Lets every connection that owes something emit it, in turns: one that has much to say goes on
   * when the others have been heard.
   */
  public void emit(FrameSink sink, long now) {
    writer.begin(sink);
    boolean more = true;
    while (more && !writer.isDeviceFull()) {
      more = emitRound(now);
    }
  }

  /** Gives each of those that are ready a turn; tells whether somebody's was too short. */
  private boolean emitRound(long now) {
    boolean more = false;
    for (int turns = ready.size(); turns > 0 && !writer.isDeviceFull(); turns--) {
      TcpConnection connection = ready.removeFirst();
      connection.ready = false;
      writer.beginTurn();
      if (!connection.emit(writer, now)) {
        more = true;
        waitForTurn(connection, writer.hasWritten());
      }
    }
    return more;
  }

  /** A connection is not done: it comes last, or first if the device had no place for it at all. */
  private void waitForTurn(TcpConnection connection, boolean last) {
    if (connection.ready) {
      return;
    }
    connection.ready = true;
    if (last) {
      ready.addLast(connection);
    } else {
      ready.addFirst(connection);
    }
  }

  int advertisedMss(boolean isV4) {
    return config.mtu() - (isV4 ? IPV4_AND_TCP_BYTES : IPV6_AND_TCP_BYTES);
  }

  /**
   * Returns how much more text one guest's stream may be told there is room for: the less memory is
   * left, the less, so that what is announced can be kept.
   */
  int receiveShareBytes() {
    return shareBytes(buffers.large().available(), FREE_SHARES, MIN_SHARE_BYTES);
  }

  /** Returns how much text for the guest one connection may hold; a small buffer in any case. */
  int sendShareBytes() {
    return shareBytes(SendBuffer.largeLeft(buffers), FREE_SEND_SHARES, Buffers.SMALL_BYTES);
  }

  private static long memoryBytes(Buffers buffers) {
    return (long) buffers.large().capacity() * Buffers.LARGE_BYTES;
  }

  private static int shareBytes(int available, int shares, int least) {
    long free = (long) available * Buffers.LARGE_BYTES;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(least, free / shares));
  }

  /** Returns the most text of one frame when packets carry {@code mss} bytes of it. */
  int superSegmentBytes(boolean isV4, int mss) {
    Offloads offloads = config.offloads();
    return (isV4 ? offloads.tcpV4() : offloads.tcpV6()) ? readBytes(mss) : mss;
  }

  /** Returns the most text worth reading at once: whole segments, as an IP packet holds them. */
  int readBytes(int mss) {
    return Math.max(1, (MAX_IP_PACKET_BYTES - SUPER_SEGMENT_HEADER_BYTES) / mss) * mss;
  }
}
