package org.slirp4j.tcpip.dhcp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.DhcpPorts;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.PacketReceiver;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.UdpDatagram;

/**
 * The stack's DHCP servers, each made when its first message comes: takes their datagrams and sends
 * their answers.
 */
public final class DhcpService implements PacketReceiver {
  private static final int DATAGRAM_AT = Buffers.HEADROOM_BYTES;
  private static final int MESSAGE_AT = DATAGRAM_AT + UdpDatagram.HEADER_BYTES;

  private final StackConfig config;
  private final DhcpConfig dhcp;
  private final Buffers buffers;
  private final IpOutput output;
  private final Counters counters;
  private final Uplink uplink;
  private final PacketHeader header = new PacketHeader(Protocols.UDP, IpOutput.HOP_LIMIT);
  private @Nullable Dhcp4Server v4;
  private @Nullable Dhcp6Server v6;

  /** Makes the service; nothing of it is loaded before it is asked. */
  public DhcpService(
      StackConfig config,
      DhcpConfig dhcp,
      Buffers buffers,
      IpOutput output,
      Counters counters,
      Uplink uplink) {
    this.config = config;
    this.dhcp = dhcp;
    this.buffers = buffers;
    this.output = output;
    this.counters = counters;
    this.uplink = uplink;
  }

  /** Takes a sound datagram that was sent to one of the servers' ports and addresses. */
  @Override
  public void onPacket(InboundPacket packet, long now) {
    Buffer buffer = buffers.small().take();
    if (buffer == null) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    boolean sent =
        IpAddress.isV4(packet.dstHigh(), packet.dstLow())
            ? answerV4(packet, buffer, now)
            : answerV6(packet, buffer, now);
    if (!sent) {
      buffer.release();
    }
  }

  private boolean answerV4(InboundPacket packet, Buffer buffer, long now) {
    Dhcp4Server server = v4;
    if (server == null) {
      server = new Dhcp4Server(config, dhcp, uplink, counters);
      v4 = server;
    }
    MemorySegment memory = packet.buffer().memory();
    int length =
        server.answer(
            memory,
            packet.transportAt() + UdpDatagram.HEADER_BYTES,
            payloadLength(packet),
            (int) packet.srcLow(),
            buffer.memory(),
            MESSAGE_AT,
            now);
    if (length == 0) {
      return false;
    }
    int total = write(buffer, length, config.gateway(), 0, IpAddress.v4Low(server.destination()));
    output.sendTo(
        server.linkDestination(), buffer, DATAGRAM_AT, total, header, UdpDatagram.CHECKSUM_OFFSET);
    return true;
  }

  private boolean answerV6(InboundPacket packet, Buffer buffer, long now) {
    Ipv6Config config6 = config.ipv6();
    if (config6 == null) {
      return false;
    }
    if (Ipv6Packet.isUnspecified(packet.srcHigh(), packet.srcLow())) {
      counters.drop(DropReason.BAD_SOURCE); // RFC 8415, 13.1: link-local
      return false;
    }
    Dhcp6Server server = v6;
    if (server == null) {
      server = new Dhcp6Server(config, config6, dhcp, uplink, counters);
      v6 = server;
    }
    MemorySegment memory = packet.buffer().memory();
    int length =
        server.answer(
            memory,
            packet.transportAt() + UdpDatagram.HEADER_BYTES,
            payloadLength(packet),
            Ipv6Packet.isGroup(packet.dstHigh()),
            buffer.memory(),
            MESSAGE_AT,
            now);
    if (length == 0) {
      return false;
    }
    boolean local = Ipv6Packet.isLinkLocal(packet.srcHigh()); // RFC 6724, 5, rule 2
    IpAddress source = local ? config6.router() : config6.gateway();
    int total = write(buffer, length, source, packet.srcHigh(), packet.srcLow());
    output.sendTo(
        packet.linkSource(), buffer, DATAGRAM_AT, total, header, UdpDatagram.CHECKSUM_OFFSET);
    return true;
  }

  private static int payloadLength(InboundPacket packet) {
    UdpDatagram datagram = new UdpDatagram(packet.buffer().memory(), packet.transportAt());
    return datagram.length() - UdpDatagram.HEADER_BYTES;
  }

  // Returns the datagram's length.
  private int write(Buffer buffer, int length, IpAddress source, long dstHigh, long dstLow) {
    header.from(source).to(dstHigh, dstLow);
    int total = UdpDatagram.HEADER_BYTES + length;
    boolean isV4 = header.isV4();
    new UdpDatagram(buffer.memory(), DATAGRAM_AT)
        .write(
            isV4 ? DhcpPorts.SERVER_V4 : DhcpPorts.SERVER_V6,
            isV4 ? DhcpPorts.CLIENT_V4 : DhcpPorts.CLIENT_V6,
            total,
            Checksum.fold(header.pseudoSum(total)));
    return total;
  }
}
