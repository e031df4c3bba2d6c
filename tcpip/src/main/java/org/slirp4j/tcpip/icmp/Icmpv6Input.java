package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Ipv6Addresses;
import org.slirp4j.tcpip.ip.PacketReceiver;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** The receiving half of ICMP for IPv6 (RFC 4443). */
public final class Icmpv6Input implements PacketReceiver {
  /** What an error must quote behind the IPv6 header: ports and sequence number. */
  private static final int QUOTED_TRANSPORT_BYTES = 8;

  private static final int REPLY_AT = Buffers.HEADROOM_BYTES;

  private final Ipv6Addresses own;
  private final Buffers buffers;
  private final IpOutput output;
  private final EchoFlows echoes;
  private final IcmpErrorListener tcp;
  private final @Nullable NeighbourDiscovery discovery;
  private final Counters counters;
  private final PacketHeader header = new PacketHeader(Protocols.ICMPV6, IpOutput.HOP_LIMIT);

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
    this.own = new Ipv6Addresses(config);
    this.buffers = buffers;
    this.output = output;
    this.echoes = echoes;
    this.tcp = tcp;
    this.discovery = discovery;
    this.counters = counters;
  }

  @Override
  public void onPacket(InboundPacket packet, long now) {
    Icmpv6Message message = new Icmpv6Message(packet.buffer().memory(), packet.transportAt());
    int length = packet.transportLength();
    if (!message.check(length)) {
      counters.drop(DropReason.BAD_TRANSPORT_HEADER);
      return;
    }
    if (!packet.isChecksumTrusted() && !message.isIntact(length, pseudo(packet))) {
      counters.drop(DropReason.BAD_TRANSPORT_CHECKSUM);
      return;
    }
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
          onError(packet, message, now);
      // RFC 4443, 2.4 (b); redirects are for hosts, and of listener reports there is no use.
      default -> counters.drop(DropReason.UNUSED_ICMP);
    }
  }

  private static long pseudo(InboundPacket packet) {
    return Checksum.pseudo(
        packet.srcHigh(),
        packet.srcLow(),
        packet.dstHigh(),
        packet.dstLow(),
        Protocols.ICMPV6,
        packet.transportLength());
  }

  private void onDiscovery(InboundPacket packet, long now) {
    if (discovery == null) {
      counters.drop(DropReason.UNUSED_ICMP);
    } else {
      discovery.onMessage(packet, now);
    }
  }

  private void onEchoRequest(InboundPacket packet, Icmpv6Message message, long now) {
    boolean toGroup = Ipv6Packet.isGroup(packet.dstHigh());
    if (toGroup || own.has(packet.dstHigh(), packet.dstLow())) {
      reply(packet, message);
    } else {
      echoes.onRequest(packet, message.identifier(), message.sequence(), now);
    }
  }

  // RFC 4443, 4.2: the same data, from the address that was asked, or one of the stack's own.
  private void reply(InboundPacket packet, Icmpv6Message message) {
    int length = packet.transportLength();
    Buffer buffer =
        (REPLY_AT + length <= Buffers.SMALL_BYTES ? buffers.small() : buffers.large()).take();
    if (buffer == null) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    MemorySegment.copy(message.memory(), message.at(), buffer.memory(), REPLY_AT, length);
    IpAddress from = own.answering(packet.dstHigh(), packet.dstLow(), packet.srcHigh());
    header.from(from).to(packet.srcHigh(), packet.srcLow());
    int word = message.identifier() << 16 | message.sequence();
    new Icmpv6Message(buffer.memory(), REPLY_AT)
        .write(Icmpv6Message.ECHO_REPLY, 0, word, length, header.pseudoSum(length));
    output.send(buffer, REPLY_AT, length, header, 0);
  }

  private void onError(InboundPacket packet, Icmpv6Message message, long now) {
    MemorySegment memory = message.memory();
    int quotedLength = packet.transportLength() - Icmpv6Message.HEADER_BYTES;
    Ipv6Packet quoted = new Ipv6Packet(memory, message.at() + Icmpv6Message.HEADER_BYTES);
    if (!quoted.checkQuoted(quotedLength, QUOTED_TRANSPORT_BYTES)) {
      counters.drop(DropReason.BAD_TRANSPORT_HEADER);
      return;
    }
    // What the stack sent came from the address that the error is now sent to; TCP segments have no
    // extension headers.
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
    long transportAt = quoted.at() + Ipv6Packet.HEADER_BYTES;
    tcp.onIcmpError(
        error.type(),
        error.code(),
        error.mtu(),
        quoted.dstHigh(),
        quoted.dstLow(),
        NetworkOrder.get16(memory, transportAt + 2),
        packet.dstHigh(),
        packet.dstLow(),
        NetworkOrder.get16(memory, transportAt),
        NetworkOrder.get32(memory, transportAt + 4),
        now);
  }
}
