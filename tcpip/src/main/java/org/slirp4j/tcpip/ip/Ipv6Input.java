package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.link.Neighbours;
import org.slirp4j.tcpip.wire.Ipv6Chain;
import org.slirp4j.tcpip.wire.Ipv6Fragment;
import org.slirp4j.tcpip.wire.Ipv6Packet;

/** The receiving half of IPv6 (RFC 8200): checks, reassembles, and hands on. */
public final class Ipv6Input {
  // RFC 4443, 3.4, and RFC 7112, 5: codes of "parameter problem".
  private static final int ERRONEOUS_FIELD = 0;
  private static final int UNKNOWN_NEXT_HEADER = 1;
  private static final int INCOMPLETE_CHAIN = 3;

  private final Ipv6Addresses own;
  private final boolean dhcp;
  private final Neighbours neighbours;
  private final Reassembler reassembler;
  private final PacketErrors errors;
  private final Counters counters;
  private final PacketReceiver icmp;
  private final PacketReceiver tcp;
  private final PacketReceiver udp;
  private final ExtensionHeaders extensions = new ExtensionHeaders();

  /**
   * Makes the receiving half for the addresses in {@code config}, and for the group of all DHCP
   * servers if {@code dhcp}.
   */
  public Ipv6Input(
      Ipv6Config config,
      boolean dhcp,
      Neighbours neighbours,
      Reassembler reassembler,
      PacketErrors errors,
      Counters counters,
      PacketReceiver icmp,
      PacketReceiver tcp,
      PacketReceiver udp) {
    this.own = new Ipv6Addresses(config);
    this.dhcp = dhcp;
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
   * @param at offset of the IPv6 header in the packet's buffer
   * @param length bytes from there on, trailing ones included
   */
  public void onPacket(InboundPacket packet, int at, int length, long now) {
    MemorySegment memory = packet.buffer().memory();
    if (!new Ipv6Packet(memory, at).check(length)) {
      counters.drop(DropReason.BAD_IP_HEADER);
      return;
    }
    read(memory, at, packet);
    DropReason fault = faultOf(packet);
    if (fault != null) {
      counters.drop(fault);
      return;
    }
    if (!Ipv6Packet.isUnspecified(packet.srcHigh(), packet.srcLow())) {
      neighbours.learn(packet.srcHigh(), packet.srcLow(), packet.linkSource());
    }
    if (canComeFurther(packet)) {
      switch (packet.protocol()) {
        case Protocols.TCP, Protocols.UDP, Protocols.ICMPV6 -> deliver(packet, now);
        default -> onExtended(packet, now);
      }
    }
  }

  private static void read(MemorySegment memory, int at, InboundPacket packet) {
    Ipv6Packet header = new Ipv6Packet(memory, at);
    packet.header(at, header.nextHeader(), header.hopLimit(), header.trafficClass());
    packet.addresses(header.srcHigh(), header.srcLow(), header.dstHigh(), header.dstLow());
    packet.transport(at + Ipv6Packet.HEADER_BYTES, header.payloadLength());
  }

  private @Nullable DropReason faultOf(InboundPacket packet) {
    long srcHigh = packet.srcHigh();
    long dstHigh = packet.dstHigh();
    boolean toGroup = Ipv6Packet.isGroup(dstHigh);
    // RFC 4291, 2.5.2: who has no address yet has only something to say to groups.
    boolean nobody = Ipv6Packet.isUnspecified(srcHigh, packet.srcLow()) && toGroup;
    if (!nobody && (!Ipv6Packet.isHost(srcHigh) || own.has(srcHigh, packet.srcLow()))) {
      return DropReason.BAD_SOURCE;
    }
    if (toGroup) {
      boolean member = own.listensTo(dstHigh, packet.dstLow()) || isDhcpServers(packet);
      return member ? null : DropReason.GROUP_DESTINATION;
    }
    if (packet.isLinkGroup()) {
      return DropReason.GROUP_DESTINATION; // what came by multicast was for nobody in particular
    }
    if (own.has(dstHigh, packet.dstLow())) {
      return null;
    }
    // RFC 4291, 2.5.6: no router forwards to a link-local address.
    return !Ipv6Packet.isHost(dstHigh) || Ipv6Packet.isLinkLocal(dstHigh)
        ? DropReason.BAD_DESTINATION
        : null;
  }

  private boolean isDhcpServers(InboundPacket packet) {
    return dhcp && own.isDhcpServers(packet.dstHigh(), packet.dstLow());
  }

  // Whether a router would forward what is not for itself.
  // RFC 4007, 9: not from a link-local source to beyond its link (deviation). A kernel that has
  // heard of the router, but not yet made sure that its global address is nobody else's, sends from
  // that source. The stack relays what is sent and forwards nothing, so the host never sees the
  // source; and the container, which is on the link, gets the answers.
  private boolean canComeFurther(InboundPacket packet) {
    if (packet.hopLimit() > 1
        || Ipv6Packet.isGroup(packet.dstHigh())
        || own.has(packet.dstHigh(), packet.dstLow())) {
      return true;
    }
    counters.drop(DropReason.HOP_LIMIT_REACHED);
    errors.onDropped(packet, IcmpError.HOPS_EXCEEDED);
    return false;
  }

  private void onExtended(InboundPacket packet, long now) {
    MemorySegment memory = packet.buffer().memory();
    int end = packet.transportAt() + packet.transportLength();
    extensions.begin(memory, packet.ipAt());
    ExtensionHeaders.Outcome outcome = extensions.walk(memory, end);
    if (outcome == ExtensionHeaders.Outcome.FRAGMENT) {
      Ipv6Fragment fragment = new Ipv6Fragment(memory, extensions.at());
      if (!fragment.isAtomic()) {
        onFragment(packet, fragment, end, now);
        return;
      }
      extensions.passFragment(memory); // RFC 6946, 4: such a one is never mixed with others
      outcome = extensions.walk(memory, end);
    }
    finish(packet, outcome, end, now);
  }

  private void finish(InboundPacket packet, ExtensionHeaders.Outcome outcome, int end, long now) {
    if (outcome == ExtensionHeaders.Outcome.UPPER_LAYER) {
      int at = extensions.at();
      packet.header(packet.ipAt(), extensions.number(), packet.hopLimit(), packet.tos());
      packet.transport(at, end - at);
      deliver(packet, now);
      return;
    }
    counters.drop(extensions.fault());
    if (outcome == ExtensionHeaders.Outcome.PROBLEM) {
      errors.onParameterProblem(
          packet,
          extensions.problemCode(),
          extensions.problemAt(),
          extensions.isProblemForGroups());
    }
  }

  // RFC 8200, 4.5.
  private void onFragment(InboundPacket packet, Ipv6Fragment fragment, int end, long now) {
    int headerAt = (int) fragment.at();
    int partAt = headerAt + Ipv6Fragment.BYTES;
    int length = end - partAt;
    int offset = fragment.offset();
    boolean more = fragment.isMore();
    if (more && length % Ipv6Fragment.UNIT_BYTES != 0) {
      badFragment(packet, ERRONEOUS_FIELD, packet.ipAt() + Ipv6Packet.PAYLOAD_LENGTH_OFFSET);
      return;
    }
    int unfragmentable = headerAt - packet.ipAt() - Ipv6Packet.HEADER_BYTES;
    if (unfragmentable + offset + length > Ipv6Packet.MAX_PAYLOAD_BYTES) {
      badFragment(packet, ERRONEOUS_FIELD, headerAt + Ipv6Fragment.OFFSET_OFFSET);
      return;
    }
    MemorySegment memory = packet.buffer().memory();
    if (offset == 0 && !Ipv6Chain.isWhole(memory, partAt, fragment.nextHeader(), end)) {
      badFragment(packet, INCOMPLETE_CHAIN, packet.ipAt()); // RFC 7112, 5
      return;
    }
    int id = fragment.id();
    packet.header(packet.ipAt(), extensions.number(), packet.hopLimit(), packet.tos());
    packet.transport(partAt, length);
    if (reassembler.onFragment(packet, id, offset, more, now)) {
      Buffer buffer = packet.buffer();
      onWhole(packet, now);
      buffer.release();
    }
  }

  private void badFragment(InboundPacket packet, int code, int at) {
    counters.drop(DropReason.BAD_FRAGMENT);
    errors.onParameterProblem(packet, code, at, false);
  }

  // The headers are those of the first fragment, which was walked over when it came.
  private void onWhole(InboundPacket packet, long now) {
    MemorySegment memory = packet.buffer().memory();
    int partAt = packet.transportAt();
    int end = partAt + packet.transportLength();
    extensions.begin(memory, packet.ipAt());
    ExtensionHeaders.Outcome outcome = extensions.walk(memory, partAt);
    assert outcome == ExtensionHeaders.Outcome.FRAGMENT;
    int ipAt = extensions.cutFragment(memory, packet.ipAt());
    int payloadAt = ipAt + Ipv6Packet.HEADER_BYTES;
    new Ipv6Packet(memory, ipAt).payloadLength(end - payloadAt);
    packet.header(ipAt, extensions.number(), packet.hopLimit(), packet.tos());
    packet.transport(payloadAt, end - payloadAt);
    finish(packet, extensions.walk(memory, end), end, now);
  }

  private void deliver(InboundPacket packet, long now) {
    int protocol = packet.protocol();
    if (protocol == Protocols.ICMPV6) {
      icmp.onPacket(packet, now);
      return;
    }
    boolean served = protocol == Protocols.UDP && isDhcpServers(packet);
    if (Ipv6Packet.isGroup(packet.dstHigh()) && !served) {
      counters.drop(DropReason.GROUP_DESTINATION);
      return;
    }
    switch (protocol) {
      case Protocols.TCP -> tcp.onPacket(packet, now);
      case Protocols.UDP -> udp.onPacket(packet, now);
      default -> {
        // RFC 8200, 4: the pointer is to the number that is not known.
        counters.drop(DropReason.UNKNOWN_PROTOCOL);
        errors.onParameterProblem(packet, UNKNOWN_NEXT_HEADER, extensions.numberAt(), false);
      }
    }
  }
}
