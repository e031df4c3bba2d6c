package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.link.Neighbours;
import org.slirp4j.tcpip.link.OnLink;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.UdpDatagram;

/** The receiving half of IPv4 (RFC 791; RFC 1122, 3.2.1): checks, reassembles, and hands on. */
public final class Ipv4Input {
  /** The address of who has none yet. */
  private static final int NOBODY = 0;

  /** The address of everybody on the link. */
  private static final int EVERYBODY = -1;

  private final int gateway;
  private final int dns;
  private final boolean dhcp;
  private final OnLink onLink;
  private final Neighbours neighbours;
  private final Reassembler reassembler;
  private final PacketErrors errors;
  private final Counters counters;
  private final PacketReceiver icmp;
  private final PacketReceiver tcp;
  private final PacketReceiver udp;

  /** Makes the receiving half for the addresses in {@code config}. */
  public Ipv4Input(
      StackConfig config,
      Neighbours neighbours,
      Reassembler reassembler,
      PacketErrors errors,
      Counters counters,
      PacketReceiver icmp,
      PacketReceiver tcp,
      PacketReceiver udp) {
    this.gateway = config.gateway().v4Bits();
    this.dns = config.dns().v4Bits();
    this.dhcp = config.dhcp() != null;
    this.onLink = new OnLink(config);
    this.neighbours = neighbours;
    this.reassembler = reassembler;
    this.errors = errors;
    this.counters = counters;
    this.icmp = icmp;
    this.tcp = tcp;
    this.udp = udp;
  }

  /**
   * Takes a packet whose link layer part is filled in.
   *
   * @param at offset of the IP header in the packet's buffer
   * @param length bytes from there on, trailing ones included
   */
  public void onPacket(InboundPacket packet, int at, int length, long now) {
    MemorySegment memory = packet.buffer().memory();
    DropReason fault = faultOf(memory, at, length, packet.isLinkGroup());
    if (fault != null) {
      counters.drop(fault);
      return;
    }
    int fragment = read(memory, at, packet);
    if (packet.srcLow() != IpAddress.v4Low(NOBODY)) {
      neighbours.learn(0, packet.srcLow(), packet.linkSource());
    }
    int destination = (int) packet.dstLow();
    if (packet.hopLimit() <= 1 && !isOwn(destination) && destination != EVERYBODY) {
      onLastHop(packet, fragment);
    } else if ((fragment & (Ipv4Packet.MORE_FRAGMENTS | Ipv4Packet.OFFSET_MASK)) != 0) {
      onFragment(packet, fragment, now);
    } else {
      deliver(packet, now);
    }
  }

  // Views are made anew in each method rather than handed over: so they never become objects.
  private @Nullable DropReason faultOf(
      MemorySegment memory, int at, int length, boolean linkGroup) {
    Ipv4Packet header = new Ipv4Packet(memory, at);
    if (!header.check(length)) {
      return DropReason.BAD_IP_HEADER;
    }
    if (!header.isHeaderIntact()) {
      return DropReason.BAD_IP_CHECKSUM;
    }
    int source = header.source();
    int destination = header.destination();
    if ((source == NOBODY || destination == EVERYBODY) && isForDhcp(memory, at)) {
      return null;
    }
    if (!Ipv4Packet.isHost(source) || isOwn(source) || onLink.isBroadcast(source)) {
      return DropReason.BAD_SOURCE;
    }
    // RFC 1122, 3.3.6: what came by broadcast was for nobody in particular.
    if (linkGroup || Ipv4Packet.isGroup(destination) || onLink.isBroadcast(destination)) {
      return DropReason.GROUP_DESTINATION;
    }
    if (!Ipv4Packet.isHost(destination)) {
      return DropReason.BAD_DESTINATION;
    }
    int headerLength = header.headerLength();
    boolean routed =
        headerLength > Ipv4Packet.MIN_HEADER_BYTES
            && Ipv4Options.hasSourceRoute(
                memory, at + Ipv4Packet.MIN_HEADER_BYTES, at + headerLength);
    return routed ? DropReason.SOURCE_ROUTED : null;
  }

  // RFC 2131, 4.1: who has no address yet has something to say to the DHCP server, and who does not
  // know where that is says it to everybody.
  private boolean isForDhcp(MemorySegment memory, int at) {
    Ipv4Packet header = new Ipv4Packet(memory, at);
    int source = header.source();
    int destination = header.destination();
    return dhcp
        && (source == NOBODY || (Ipv4Packet.isHost(source) && !isOwn(source)))
        && (destination == EVERYBODY || destination == gateway)
        && header.protocol() == Protocols.UDP
        && header.headerLength() == Ipv4Packet.MIN_HEADER_BYTES
        && header.totalLength() >= Ipv4Packet.MIN_HEADER_BYTES + UdpDatagram.HEADER_BYTES
        && (header.flagsAndOffset() & (Ipv4Packet.MORE_FRAGMENTS | Ipv4Packet.OFFSET_MASK)) == 0
        && new UdpDatagram(memory, at + Ipv4Packet.MIN_HEADER_BYTES).destinationPort()
            == DhcpPorts.SERVER_V4;
  }

  // Fills in the packet; returns fragmentation flags and offset.
  private static int read(MemorySegment memory, int at, InboundPacket packet) {
    Ipv4Packet header = new Ipv4Packet(memory, at);
    int headerLength = header.headerLength();
    packet.header(at, header.protocol(), header.ttl(), header.tos());
    packet.dontFragment((header.flagsAndOffset() & Ipv4Packet.DONT_FRAGMENT) != 0);
    packet.addresses(0, IpAddress.v4Low(header.source()), 0, IpAddress.v4Low(header.destination()));
    packet.transport(at + headerLength, header.totalLength() - headerLength);
    return header.flagsAndOffset();
  }

  // RFC 1812, 5.3.1: for others the stack forwards as a router does.
  private void onLastHop(InboundPacket packet, int flagsAndOffset) {
    counters.drop(DropReason.HOP_LIMIT_REACHED);
    if ((flagsAndOffset & Ipv4Packet.OFFSET_MASK) == 0) {
      errors.onDropped(packet, IcmpError.HOPS_EXCEEDED);
    }
  }

  private void onFragment(InboundPacket packet, int flagsAndOffset, long now) {
    int id = new Ipv4Packet(packet.buffer().memory(), packet.ipAt()).id();
    int offset = (flagsAndOffset & Ipv4Packet.OFFSET_MASK) * Ipv4Packet.FRAGMENT_UNIT_BYTES;
    boolean more = (flagsAndOffset & Ipv4Packet.MORE_FRAGMENTS) != 0;
    if (reassembler.onFragment(packet, id, offset, more, now)) {
      Buffer buffer = packet.buffer();
      new Ipv4Packet(buffer.memory(), packet.ipAt())
          .rewriteAsWhole(packet.transportAt() - packet.ipAt() + packet.transportLength());
      deliver(packet, now);
      buffer.release();
    }
  }

  private void deliver(InboundPacket packet, long now) {
    switch (packet.protocol()) {
      case Protocols.TCP -> tcp.onPacket(packet, now);
      case Protocols.UDP -> udp.onPacket(packet, now);
      case Protocols.ICMP -> icmp.onPacket(packet, now);
      default -> {
        // RFC 1122, 3.2.2.1.
        counters.drop(DropReason.UNKNOWN_PROTOCOL);
        errors.onDropped(packet, IcmpError.PROTOCOL_UNREACHABLE);
      }
    }
  }

  private boolean isOwn(int address) {
    return address == gateway || address == dns;
  }
}
