package org.slirp4j.tcpip.icmp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Ipv6Addresses;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.Ipv6Packet;

/** The receiving half of ICMP for IPv6 (RFC 4443). */
public final class Icmpv6Input extends IcmpReceiver {
  private final Ipv6Addresses own;
  private final @Nullable NeighbourDiscovery discovery;

  /**
   * Makes the receiving half.
   *
   * @param tcp hears of errors about TCP segments
   * @param discovery gets the messages of neighbour discovery, if anybody does
   */
  public Icmpv6Input(
      Ipv6Config config,
      Buffers buffers,
      IpOutput output,
      EchoFlows echoes,
      IcmpErrorListener tcp,
      @Nullable NeighbourDiscovery discovery,
      Counters counters) {
    super(Protocols.ICMPV6, buffers, output, echoes, tcp, counters);
    this.own = new Ipv6Addresses(config);
    this.discovery = discovery;
  }

  @Override
  long sumBeside(InboundPacket packet) {
    return packet.pseudoSum();
  }

  @Override
  void onMessage(InboundPacket packet, IcmpMessage message, long now) {
    int type = message.type();
    if (type >= Icmpv6Message.FIRST_DISCOVERY && type <= Icmpv6Message.LAST_DISCOVERY) {
      onDiscovery(packet, now);
      return;
    }
    if (Ipv6Packet.isUnspecified(packet.srcHigh(), packet.srcLow())) {
      counters.drop(DropReason.BAD_SOURCE);
      return;
    }
    switch (type) {
      case Icmpv6Message.ECHO_REQUEST -> onEchoRequest(packet, message, now);
      case Icmpv6Message.UNREACHABLE,
          Icmpv6Message.TOO_BIG,
          Icmpv6Message.TIME_EXCEEDED,
          Icmpv6Message.PARAMETER_PROBLEM ->
          onError(packet, now);
      // RFC 4443, 2.4 (b); redirects are for hosts, and of listener reports there is no use.
      default -> counters.drop(DropReason.UNUSED_ICMP);
    }
  }

  private void onDiscovery(InboundPacket packet, long now) {
    if (discovery == null) {
      counters.drop(DropReason.UNUSED_ICMP);
    } else {
      discovery.onMessage(packet, now);
    }
  }

  private void onEchoRequest(InboundPacket packet, IcmpMessage message, long now) {
    boolean toGroup = Ipv6Packet.isGroup(packet.dstHigh());
    if (toGroup || own.has(packet.dstHigh(), packet.dstLow())) {
      IpAddress from = own.answering(packet.dstHigh(), packet.dstLow(), packet.srcHigh());
      reply(packet, message, Icmpv6Message.ECHO_REPLY, from.high(), from.low());
    } else {
      forward(packet, message, now);
    }
  }

  private void onError(InboundPacket packet, long now) {
    Icmpv6Message message = new Icmpv6Message(packet.buffer().memory(), packet.transportAt());
    int quotedLength = packet.transportLength() - Icmpv6Message.HEADER_BYTES;
    Ipv6Packet quoted = new Ipv6Packet(message.memory(), message.at() + Icmpv6Message.HEADER_BYTES);
    if (!quoted.checkQuoted(quotedLength, QUOTED_TRANSPORT_BYTES)) {
      counters.drop(DropReason.BAD_TRANSPORT_HEADER);
      return;
    }
    // TCP segments have no extension headers.
    boolean ours =
        quoted.nextHeader() == Protocols.TCP
            && quoted.srcHigh() == packet.dstHigh()
            && quoted.srcLow() == packet.dstLow();
    int mtu = message.type() == Icmpv6Message.TOO_BIG ? message.mtu() : 0;
    // RFC 8201, 4: no path takes less than the least MTU.
    boolean absurd = message.type() == Icmpv6Message.TOO_BIG && mtu < Ipv6Config.MIN_MTU;
    IcmpError error = IcmpError.fromV6(message.type(), message.code(), mtu);
    if (!ours || absurd || error == null) {
      counters.drop(DropReason.UNUSED_ICMP);
      return;
    }
    long guestHigh = quoted.dstHigh();
    long guestLow = quoted.dstLow();
    long segmentAt = quoted.at() + Ipv6Packet.HEADER_BYTES;
    onSegmentLost(
        packet, error.type(), error.code(), error.mtu(), guestHigh, guestLow, segmentAt, now);
  }
}
