package org.slirp4j.tcpip.tcp;

import java.util.ArrayDeque;
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
import org.slirp4j.tcpip.flow.FlowIds;
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

  /** RFC 7323, 5.5: a timestamp this old says nothing. */
  static final long TIMESTAMP_VALID_NANOS = 24L * 24 * 3600 * 1_000_000_000L;

  /** RFC 9293, MUST-15. */
  private static final int DEFAULT_MSS_V4 = 536;

  private static final int DEFAULT_MSS_V6 = 1220;

  /** Smallest segment size believed: smaller ones only serve attacks (CVE-2019-11479). */
  private static final int MIN_MSS = 48;

  /** What makes a segment more than text. */
  private static final int CONTROL_FLAGS =
      TcpSegment.SYN | TcpSegment.ACK | TcpSegment.RST | TcpSegment.FIN;

  /**
   * How far above its predecessor's last number a connection begins: beyond any unscaled window.
   */
  private static final int ISN_STEP = 65_536;

  /** A connection may announce as much as this part of the memory that is left. */
  private static final int FREE_SHARES = 8;

  /**
   * A connection may hold as much as this part of the memory that is left for text that the guest
   * has not acknowledged: many that do not read leave something for the next.
   */
  private static final int FREE_SEND_SHARES = 16;

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

  private final StackConfig config;
  private final IcmpErrors icmpErrors;
  private final FlowIds ids;
  private final Uplink uplink;
  private final FlowTable<TcpConnection> table;
  private final AgeList halfOpen;
  private final AgeList timeWait;
  private final ArrayDeque<TcpConnection> ready = new ArrayDeque<>();
  private final Segment segment = new Segment();
  private final SegmentArrives arrives = new SegmentArrives(this);
  private final SegmentWriter writer;
  private final ResetWriter resets;

  /** Makes a layer without connections, which takes three of {@code keys}. */
  public TcpLayer(
      StackConfig config,
      Keys keys,
      Buffers buffers,
      DeadlineWheel wheel,
      IpOutput ip,
      IcmpErrors icmpErrors,
      FlowIds ids,
      Counters counters,
      Uplink uplink,
      OutboundFrame frame) {
    this.config = config;
    this.limits = config.limits();
    this.timeouts = config.timeouts();
    this.buffers = buffers;
    this.wheel = wheel;
    this.icmpErrors = icmpErrors;
    this.ids = ids;
    this.counters = counters;
    this.uplink = uplink;
    isn = new IsnGenerator(keys.next(), keys.next());
    table = new FlowTable<>(keys.next(), limits.maxTcpFlows() + limits.maxTimeWait());
    halfOpen = new AgeList(limits.maxHalfOpen());
    timeWait = new AgeList(limits.maxTimeWait());
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
    TcpConnection connection =
        table.find(
            packet.srcHigh(),
            packet.srcLow(),
            segment.sourcePort,
            packet.dstHigh(),
            packet.dstLow(),
            segment.destinationPort);
    if (connection == null) {
      withoutConnection(packet, now);
    } else if (isReincarnation(connection)) {
      abandon(connection);
      open(packet, connection, now);
    } else {
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

  /** Tells whether the segment is the SYN of another connection than the one that has its key. */
  private boolean isReincarnation(TcpConnection connection) {
    if ((segment.flags & CONTROL_FLAGS) != TcpSegment.SYN) {
      return false;
    }
    return switch (connection.state) {
      // The guest gave up without a word and tries anew: nothing was answered, nothing is lost.
      case DIALLING -> segment.sequence != connection.receiver.irs;
      // While the far end has yet to take what the guest sent, the old connection stays.
      case TIME_WAIT -> connection.isOver() && isLater(connection.receiver, connection.timestamps);
      default -> false;
    };
  }

  // RFC 9293, MAY-2, and RFC 6191, 2: a SYN that is clearly later ends TIME-WAIT
  private boolean isLater(Receiver receiver, boolean timestamps) {
    int age =
        timestamps && segment.options.timestamps
            ? segment.options.timestampValue - receiver.tsRecent
            : 0;
    return age > 0 || (age == 0 && Sequence.less(receiver.rcvNxt, segment.sequence));
  }

  // RFC 9293, 3.10.7.1 and 3.10.7.2
  private void withoutConnection(InboundPacket packet, long now) {
    if ((segment.flags & CONTROL_FLAGS) == TcpSegment.SYN) {
      open(packet, null, now);
      return;
    }
    counters.drop(DropReason.NO_CONNECTION);
    // As in LISTEN: a stray ACK is answered; SYN with FIN, FIN alone, no flag at all are not.
    if (segment.has(TcpSegment.ACK) && !segment.has(TcpSegment.RST)) {
      resets.answer(packet, segment);
    }
  }

  private void open(InboundPacket packet, @Nullable TcpConnection former, long now) {
    if (!makeRoom()) {
      return;
    }
    TcpConnection connection =
        new TcpConnection(
            this,
            ids.next(),
            new IpAddress(packet.srcHigh(), packet.srcLow()),
            segment.sourcePort,
            new IpAddress(packet.dstHigh(), packet.dstLow()),
            segment.destinationPort);
    connection.state = TcpState.DIALLING;
    connection.windowScaling = segment.options.windowShift >= 0;
    connection.timestamps = segment.options.timestamps;
    connection.sackAllowed = segment.options.sackPermitted;
    add(connection, former, now);
    agree(connection, segment, now);
    TcpHandler handler = uplink.onTcpOpen(connection);
    if (!connection.isClosed()) {
      connection.handler(handler);
    }
  }

  /**
   * Opens a connection to the guest.
   *
   * @param peer the address that the guest is to see
   * @return the flow, or null when there are too many or one with these addresses and ports exists
   */
  public @Nullable TcpFlow connect(
      IpAddress guest, int guestPort, IpAddress peer, int peerPort, TcpHandler handler, long now) {
    TcpConnection former =
        table.find(guest.high(), guest.low(), guestPort, peer.high(), peer.low(), peerPort);
    if (former != null || !makeRoom()) {
      return null;
    }
    TcpConnection connection =
        new TcpConnection(this, ids.next(), guest, guestPort, peer, peerPort);
    connection.state = TcpState.SYN_SENT;
    connection.active = true;
    connection.windowScaling = true;
    connection.timestamps = true;
    connection.sackAllowed = true;
    connection.handler(handler);
    add(connection, null, now);
    markReady(connection);
    return connection;
  }

  /** Sees to it that one more connection has a place; false when there is none. */
  private boolean makeRoom() {
    if (table.size() - timeWait.size() >= limits.maxTcpFlows()) {
      counters.drop(DropReason.FLOW_LIMIT);
      return false;
    }
    if (halfOpen.isFull()) {
      abandon(halfOpen.oldest());
    }
    return true;
  }

  private void add(TcpConnection connection, @Nullable TcpConnection former, long now) {
    table.add(connection);
    halfOpen.add(connection);
    counters.tcpOpened();
    int iss = isn.initialSequence(connection, now);
    if (former != null && Sequence.lessOrEqual(iss, former.sender.nxt)) {
      iss = former.sender.nxt + ISN_STEP; // RFC 9293, MAY-2: above what was used before
    }
    connection.sender.begin(iss);
  }

  /** Settles on options with the guest's SYN or SYN/ACK. */
  void agree(TcpConnection connection, Segment syn, long now) {
    TcpOptions options = syn.options;
    connection.windowScaling &= options.windowShift >= 0;
    connection.timestamps &= options.timestamps;
    connection.sackAllowed &= options.sackPermitted;
    Receiver receiver = connection.receiver;
    receiver.begin(syn.sequence);
    receiver.useWindowShift(connection.windowScaling ? receiver.offeredShift() : 0);
    if (connection.timestamps) {
      receiver.setTimestamp(options.timestampValue, now);
    }
    int offered = options.mss;
    if (offered == 0) {
      offered = connection.isV4 ? DEFAULT_MSS_V4 : DEFAULT_MSS_V6;
    }
    // RFC 9293, MUST-16
    int most = Math.min(Math.max(offered, MIN_MSS), connection.advertisedMss());
    connection.sender.negotiated(
        most - optionBytes(connection), connection.windowScaling ? options.windowShift : 0);
  }

  private static int optionBytes(TcpConnection connection) {
    return connection.plainHeaderBytes() - TcpSegment.MIN_HEADER_BYTES;
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
        table.find(guestHigh, guestLow, guestPort, peerHigh, peerLow, peerPort);
    if (connection == null || !connection.sender.isInFlight(sequence)) {
      return; // RFC 5927, 4.1: not about anything we sent
    }
    if (type == IcmpError.DESTINATION_UNREACHABLE && code == IcmpError.FRAGMENTATION_NEEDED) {
      int header = connection.isV4 ? IPV4_AND_TCP_BYTES : IPV6_AND_TCP_BYTES;
      connection.sender.lowerMss(Math.max(mtu - header, MIN_MSS) - optionBytes(connection));
    } else if (type == IcmpError.DESTINATION_UNREACHABLE && connection.state == TcpState.SYN_SENT) {
      connection.end(true); // SHLD-26, in SYN-SENT only; soft errors elsewhere (MUST-56)
    }
  }

  // ---- connections change

  /** The handshake is complete. */
  void onSynchronized(TcpConnection connection) {
    AgeList.remove(connection);
  }

  void markReady(TcpConnection connection) {
    if (!connection.ready) {
      connection.ready = true;
      ready.addLast(connection);
    }
  }

  /** Turns a dialled connection away. */
  void refuse(TcpConnection connection, Refusal refusal) {
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
    connection.state = TcpState.CLOSED;
    table.remove(connection);
    AgeList.remove(connection);
    reachability.remove(connection);
    connection.timers.stopAll();
    connection.sender.clear();
    connection.receiver.clear();
  }

  void enterTimeWait(TcpConnection connection, long now) {
    connection.state = TcpState.TIME_WAIT;
    connection.timers.stopAll();
    connection.sender.clear();
    AgeList.remove(connection);
    if (timeWait.isFull()) {
      abandon(timeWait.oldest());
    }
    timeWait.add(connection);
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

  private static void abandon(@Nullable TcpConnection connection) {
    if (connection != null) {
      connection.end(true);
    }
  }

  // ---- frames out

  /** Tells whether a connection has something to emit. */
  public boolean hasWork() {
    return !ready.isEmpty();
  }

  /** Lets every connection that owes something emit it, each once. */
  public void emit(FrameSink sink, long now) {
    writer.begin(sink);
    for (int turn = ready.size(); turn > 0; turn--) {
      TcpConnection connection = ready.removeFirst();
      connection.ready = false;
      if (!connection.emit(writer, now)) {
        markReady(connection);
        return; // the device is full
      }
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
    return shareBytes(FREE_SHARES, MIN_SHARE_BYTES);
  }

  /** Returns how much text for the guest one connection may hold; a small buffer in any case. */
  int sendShareBytes() {
    return shareBytes(FREE_SEND_SHARES, Buffers.SMALL_BYTES);
  }

  private int shareBytes(int shares, int least) {
    long free = (long) buffers.large().available() * Buffers.LARGE_BYTES;
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
