package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.ip.InboundPacket;

/**
 * How connections begin: with a SYN of the guest, or with ours (RFC 9293, 3.10.1 and 3.10.7.2), and
 * what both ends agree on.
 */
final class Opener {
  /** RFC 9293, MUST-15. */
  private static final int DEFAULT_MSS_V4 = 536;

  private static final int DEFAULT_MSS_V6 = 1220;

  /**
   * How far above its predecessor's last number a connection begins: beyond any unscaled window.
   */
  private static final int ISN_STEP = 65_536;

  /** Least time of TIME-WAIT that a connection of ours with the same key ends. */
  private static final long LEAST_TIME_WAIT_NANOS = 1_000_000_000L;

  private final TcpLayer layer;
  private final Connections connections;
  private final Uplink uplink;

  // Most connections have an end in common with the one before: an object less to keep for each.
  private IpAddress lastGuest;
  private IpAddress lastPeer;

  Opener(TcpLayer layer, Connections connections, Uplink uplink) {
    this.layer = layer;
    this.connections = connections;
    this.uplink = uplink;
    lastGuest = IpAddress.v4(0);
    lastPeer = lastGuest;
  }

  /** Tells whether a SYN is that of another connection than the one that has its key. */
  static boolean isReincarnation(TcpConnection connection, Segment segment) {
    if (!segment.isBareSyn()) {
      return false;
    }
    return switch (connection.state) {
      // The guest gave up without a word and tries anew: nothing was answered, nothing is lost.
      case DIALLING -> segment.sequence != connection.receiver.irs;
      // While the far end has yet to take what the guest sent, the old connection stays.
      case TIME_WAIT -> connection.isOver() && isLater(connection, segment);
      default -> false;
    };
  }

  // RFC 9293, MAY-2, and RFC 6191, 2: a SYN that is clearly later ends TIME-WAIT
  private static boolean isLater(TcpConnection connection, Segment syn) {
    Receiver receiver = connection.receiver;
    int age =
        connection.timestamps && syn.options.timestamps
            ? syn.options.timestampValue - receiver.timestamps.recent()
            : 0;
    return age > 0 || (age == 0 && Sequence.less(receiver.rcvNxt, syn.sequence));
  }

  /**
   * Opens the connection that a SYN asks for.
   *
   * @param former the one that had its key until now
   */
  void open(InboundPacket packet, Segment syn, @Nullable TcpConnection former, long now) {
    lastGuest = address(packet.srcHigh(), packet.srcLow(), lastGuest);
    lastPeer = address(packet.dstHigh(), packet.dstLow(), lastPeer);
    TcpConnection connection =
        new TcpConnection(
            layer, layer.book.nextId(), lastGuest, syn.sourcePort, lastPeer, syn.destinationPort);
    connection.state = TcpState.DIALLING;
    connection.windowScaling = syn.options.windowShift >= 0;
    connection.timestamps = syn.options.timestamps;
    connection.sackAllowed = syn.options.sackPermitted;
    connection.ecn = syn.offersEcn();
    if (!connections.add(connection, now)) {
      return;
    }
    begin(connection, former, now);
    agree(connection, syn, now);
    connection.tell("SYN from the container");
    TcpHandler handler = uplink.onTcpOpen(connection);
    if (!connection.isClosed()) {
      connection.handler(handler);
    }
  }

  private static IpAddress address(long high, long low, IpAddress last) {
    return last.equals(high, low) ? last : new IpAddress(high, low);
  }

  /**
   * Opens a connection to the guest.
   *
   * @param peer the address that the guest is to see
   * @return the flow, or null when there are too many or one with these addresses and ports exists,
   *     or existed of late
   */
  @Nullable TcpFlow connect(
      IpAddress guest, int guestPort, IpAddress peer, int peerPort, TcpHandler handler, long now) {
    TcpConnection former =
        connections.find(guest.high(), guest.low(), guestPort, peer.high(), peer.low(), peerPort);
    if (former != null) {
      if (!mayFollow(former, now)) {
        return null;
      }
      former.end(true);
    }
    TcpConnection connection =
        new TcpConnection(layer, layer.book.nextId(), guest, guestPort, peer, peerPort);
    connection.state = TcpState.SYN_SENT;
    connection.active = true;
    connection.windowScaling = true;
    connection.timestamps = true;
    connection.sackAllowed = true;
    connection.ecn = true;
    if (!connections.add(connection, now)) {
      return null;
    }
    connection.handler(handler);
    begin(connection, former, now);
    connection.tell("SYN to the container");
    layer.markReady(connection);
    return connection;
  }

  /**
   * Tells whether a connection of ours may take the place of one in TIME-WAIT: timestamps keep the
   * guest from taking late segments of the one for the other's (RFC 7323, 5). RFC 6191 has the same
   * for connections that the guest opens; Linux does it for its own (tcp_tw_reuse).
   */
  private static boolean mayFollow(TcpConnection former, long now) {
    return former.state == TcpState.TIME_WAIT
        && former.isOver()
        && former.timestamps
        && now - former.heardAt() >= LEAST_TIME_WAIT_NANOS;
  }

  private void begin(TcpConnection connection, @Nullable TcpConnection former, long now) {
    int iss = layer.isn.initialSequence(connection, now);
    if (former != null && Sequence.lessOrEqual(iss, former.sender.nxt)) {
      iss = former.sender.nxt + ISN_STEP; // RFC 9293, MAY-2: above what was used before
    }
    connection.sender.begin(iss);
  }

  /** Settles on options with the guest's SYN or SYN/ACK. */
  static void agree(TcpConnection connection, Segment syn, long now) {
    TcpOptions options = syn.options;
    connection.windowScaling &= options.windowShift >= 0;
    connection.timestamps &= options.timestamps;
    connection.sackAllowed &= options.sackPermitted;
    connection.onTrafficClass(syn.tos);
    Receiver receiver = connection.receiver;
    receiver.begin(syn, now);
    receiver.window.useShift(connection.windowScaling ? receiver.window.offeredShift() : 0);
    int offered = options.mss;
    if (offered == 0) {
      offered = connection.isV4 ? DEFAULT_MSS_V4 : DEFAULT_MSS_V6;
    }
    // RFC 9293, MUST-16
    int most = Math.min(Math.max(offered, TcpLayer.MIN_MSS), connection.advertisedMss());
    connection.sender.negotiated(
        most - connection.plainOptionBytes(), connection.windowScaling ? options.windowShift : 0);
  }
}
