package org.slirp4j.tcpip.udp;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.flow.FlowBook;
import org.slirp4j.tcpip.flow.FlowTable;
import org.slirp4j.tcpip.icmp.IcmpErrors;
import org.slirp4j.tcpip.ip.DhcpPorts;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Ipv6Addresses;
import org.slirp4j.tcpip.ip.PacketReceiver;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.UdpDatagram;

/** The container's UDP ports, and what they receive and send. */
public final class UdpLayer implements PacketReceiver {
  private static final long EVERYBODY_LOW = IpAddress.v4Low(-1);

  final DeadlineWheel wheel;
  final IpOutput output;
  final IcmpErrors errors;
  final Counters counters;
  final PacketHeader header = new PacketHeader(Protocols.UDP, IpOutput.HOP_LIMIT);
  final IpMarks marks = new IpMarks();

  private final Buffers buffers;
  private final FlowTable<UdpMapping> table;
  final FlowBook book;
  private final Uplink uplink;
  private final @Nullable PacketReceiver dhcp;
  private final IpAddress gateway;
  private final @Nullable Ipv6Addresses own6;

  /** Makes an empty table of the size that {@code config} sets, hashed with {@code tableKey}. */
  public UdpLayer(
      StackConfig config,
      long tableKey,
      Buffers buffers,
      DeadlineWheel wheel,
      IpOutput output,
      IcmpErrors errors,
      FlowBook book,
      Counters counters,
      Uplink uplink,
      @Nullable PacketReceiver dhcp) {
    this.buffers = buffers;
    this.wheel = wheel;
    this.output = output;
    this.errors = errors;
    this.book = book;
    this.counters = counters;
    this.uplink = uplink;
    this.dhcp = dhcp;
    this.gateway = config.gateway();
    Ipv6Config config6 = config.ipv6();
    this.own6 = config6 == null ? null : new Ipv6Addresses(config6);
    this.table = new FlowTable<>(tableKey, config.limits().maxUdpFlows());
  }

  @Override
  public void onPacket(InboundPacket packet, long now) {
    DropReason fault = faultOf(packet);
    if (fault != null) {
      counters.drop(fault);
      return;
    }
    MemorySegment memory = packet.buffer().memory();
    UdpDatagram datagram = new UdpDatagram(memory, packet.transportAt());
    int sourcePort = datagram.sourcePort();
    int destinationPort = datagram.destinationPort();
    if (DhcpPorts.isServer(destinationPort) && dhcp != null && isForDhcp(packet, destinationPort)) {
      dhcp.onPacket(packet, now);
      return;
    }
    if (Ipv6Packet.isGroup(packet.dstHigh())) {
      counters.drop(DropReason.GROUP_DESTINATION);
      return;
    }
    int payloadLength = datagram.length() - UdpDatagram.HEADER_BYTES;
    UdpMapping mapping = table.find(packet.srcHigh(), packet.srcLow(), sourcePort, 0, 0, 0);
    if (mapping == null) {
      mapping = open(new IpAddress(packet.srcHigh(), packet.srcLow()), sourcePort);
      if (mapping == null) {
        return;
      }
    }
    table.touch(mapping);
    mapping.onDatagram(packet, payloadLength, destinationPort, now);
  }

  // Whether a datagram to a DHCP server's port is for the stack's.
  private boolean isForDhcp(InboundPacket packet, int port) {
    long high = packet.dstHigh();
    long low = packet.dstLow();
    if (IpAddress.isV4(high, low)) {
      return port == DhcpPorts.SERVER_V4 && (gateway.equals(high, low) || low == EVERYBODY_LOW);
    }
    Ipv6Addresses own = own6;
    return port == DhcpPorts.SERVER_V6
        && own != null
        && (own.has(high, low) || own.isDhcpServers(high, low));
  }

  /** Returns the flow of a guest's port, new or old; null when its handler closed it at once. */
  public @Nullable UdpFlow flow(IpAddress guest, int port, long now) {
    UdpMapping mapping = table.find(guest.high(), guest.low(), port, 0, 0, 0);
    if (mapping == null) {
      mapping = open(guest, port);
      if (mapping == null) {
        return null;
      }
    }
    table.touch(mapping);
    mapping.keep(now);
    return mapping;
  }

  /** Returns how many flows there are. */
  public int size() {
    return table.size();
  }

  /** Hands out flows as {@link FlowTable#list} does. */
  public int list(int cursor, int most, Consumer<? super Flow> to) {
    return table.list(cursor, most, to);
  }

  /** Takes a buffer for a datagram with that much payload, or null when there is none. */
  @Nullable Buffer takeFor(int payloadBytes) {
    boolean isSmall = Buffers.HEADROOM_BYTES + payloadBytes <= Buffers.SMALL_BYTES;
    return isSmall ? buffers.small().take() : buffers.large().take();
  }

  void touch(UdpMapping mapping) {
    table.touch(mapping);
  }

  void forget(UdpMapping mapping) {
    wheel.disarm(mapping.idle);
    table.remove(mapping);
  }

  private static @Nullable DropReason faultOf(InboundPacket packet) {
    UdpDatagram datagram = new UdpDatagram(packet.buffer().memory(), packet.transportAt());
    // Port 0 is nobody's: there is nothing to send to, and nowhere to answer.
    if (!datagram.check(packet.transportLength())
        || datagram.sourcePort() == 0
        || datagram.destinationPort() == 0) {
      return DropReason.BAD_TRANSPORT_HEADER;
    }
    // RFC 1122, 4.1.3.4: 0 says that the sender computed none. RFC 8200, 8.1: not over IPv6.
    boolean none = datagram.checksum() == 0 && IpAddress.isV4(packet.dstHigh(), packet.dstLow());
    boolean summed = !packet.isChecksumTrusted() && !none;
    return summed && !isIntact(packet, datagram.length())
        ? DropReason.BAD_TRANSPORT_CHECKSUM
        : null;
  }

  private static boolean isIntact(InboundPacket packet, int length) {
    long pseudo =
        Checksum.pseudo(
            packet.srcHigh(),
            packet.srcLow(),
            packet.dstHigh(),
            packet.dstLow(),
            Protocols.UDP,
            length);
    return Checksum.isIntact(
        Checksum.sum(packet.buffer().memory(), packet.transportAt(), length, pseudo));
  }

  private @Nullable UdpMapping open(IpAddress guest, int port) {
    if (table.isFull()) {
      UdpMapping oldest = table.oldest();
      counters.drop(DropReason.FLOW_LIMIT);
      if (oldest == null) {
        return null;
      }
      oldest.end();
    }
    UdpMapping mapping = new UdpMapping(this, book.nextId(), guest, port);
    table.add(mapping);
    counters.udpOpened();
    mapping.handler(uplink.onUdpOpen(mapping));
    return mapping.isOpen() ? mapping : null;
  }
}
