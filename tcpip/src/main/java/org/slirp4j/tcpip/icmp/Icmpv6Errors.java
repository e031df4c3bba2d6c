package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Ipv6Addresses;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.Ipv6Chain;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/**
 * The stack's ICMPv6 errors to the container (RFC 4443, 2.4 and 3), as many as {@link IcmpErrors}
 * lets through in all.
 */
final class Icmpv6Errors {
  /** Most bytes of a quoted packet: the error fits into the least MTU (RFC 4443, 2.4 (c)). */
  private static final int MAX_QUOTED_BYTES =
      Ipv6Config.MIN_MTU - Ipv6Packet.HEADER_BYTES - Icmpv6Message.HEADER_BYTES;

  private static final int QUOTED_TRANSPORT_BYTES = 8;
  private static final int QUOTED_HOP_LIMIT = 64;
  private static final int NEXT_HEADER_POINTER = Ipv6Packet.NEXT_HEADER_OFFSET;
  private static final int MESSAGE_AT = Buffers.HEADROOM_BYTES;
  private static final int QUOTE_AT = MESSAGE_AT + Icmpv6Message.HEADER_BYTES;

  private final Ipv6Addresses own;
  private final IcmpErrors limited;
  private final IpOutput output;
  private final PacketHeader header = new PacketHeader(Protocols.ICMPV6, IpOutput.HOP_LIMIT);

  Icmpv6Errors(Ipv6Config config, IcmpErrors limited, IpOutput output) {
    this.own = new Ipv6Addresses(config);
    this.limited = limited;
    this.output = output;
  }

  /**
   * Answers a packet with an error, unless it is one of those that are never answered so.
   *
   * @param word the second half of the error's header
   * @param alsoToGroups the packet may have been for a group (RFC 4443, 2.4 (e.3))
   */
  void about(InboundPacket packet, int type, int code, int word, boolean alsoToGroups) {
    boolean group = packet.isLinkGroup() || Ipv6Packet.isGroup(packet.dstHigh());
    if ((group && !alsoToGroups) || !mayBeAnswered(packet)) {
      return;
    }
    Buffer buffer = limited.begin();
    if (buffer == null) {
      return;
    }
    int length = packet.transportAt() - packet.ipAt() + packet.transportLength();
    int quoted = Math.min(length, MAX_QUOTED_BYTES);
    MemorySegment.copy(packet.buffer().memory(), packet.ipAt(), buffer.memory(), QUOTE_AT, quoted);
    IpAddress reporter = own.answering(packet.dstHigh(), packet.dstLow(), packet.srcHigh());
    finish(buffer, quoted, type, code, word, reporter, packet.srcHigh(), packet.srcLow());
  }

  /**
   * Tells the guest what became of a packet of which no more is known than its addresses and the
   * first two words behind its IPv6 header.
   */
  void quote(
      IcmpError error,
      IpAddress reporter,
      int protocol,
      IpAddress guest,
      long peerHigh,
      long peerLow,
      int transportLength,
      int firstWord,
      int secondWord) {
    Buffer buffer = limited.begin();
    if (buffer == null) {
      return;
    }
    MemorySegment memory = buffer.memory();
    new Ipv6Packet(memory, QUOTE_AT)
        .write(
            0,
            Math.min(transportLength, Ipv6Packet.MAX_PAYLOAD_BYTES),
            protocol,
            QUOTED_HOP_LIMIT,
            guest.high(),
            guest.low(),
            peerHigh,
            peerLow);
    int transportAt = QUOTE_AT + Ipv6Packet.HEADER_BYTES;
    NetworkOrder.put32(memory, transportAt, firstWord);
    NetworkOrder.put32(memory, transportAt + 4, secondWord);
    int quoted = Ipv6Packet.HEADER_BYTES + QUOTED_TRANSPORT_BYTES;
    int type = error.typeV6();
    int word =
        switch (type) {
          case Icmpv6Message.TOO_BIG -> Math.max(error.mtu(), Ipv6Config.MIN_MTU);
          case Icmpv6Message.PARAMETER_PROBLEM -> NEXT_HEADER_POINTER;
          default -> 0;
        };
    // The container's kernel ignores errors from addresses that no router has.
    boolean credible =
        !reporter.isV4()
            && Ipv6Packet.isHost(reporter.high())
            && !Ipv6Packet.isLinkLocal(reporter.high());
    IpAddress source = credible ? reporter : own.answering(peerHigh, peerLow, guest.high());
    finish(buffer, quoted, type, error.codeV6(), word, source, guest.high(), guest.low());
  }

  private void finish(
      Buffer buffer,
      int quoted,
      int type,
      int code,
      int word,
      IpAddress from,
      long toHigh,
      long toLow) {
    int length = Icmpv6Message.HEADER_BYTES + quoted;
    header.from(from).to(toHigh, toLow);
    new Icmpv6Message(buffer.memory(), MESSAGE_AT)
        .write(type, code, word, length, header.pseudoSum(length));
    output.send(buffer, MESSAGE_AT, length, header, 0);
  }

  // RFC 4443, 2.4 (e): never about an error or a redirect, nor to nobody. Groups and the stack
  // itself are no sources of packets that come this far.
  private static boolean mayBeAnswered(InboundPacket packet) {
    if (Ipv6Packet.isUnspecified(packet.srcHigh(), packet.srcLow())) {
      return false;
    }
    MemorySegment memory = packet.buffer().memory();
    int ipAt = packet.ipAt();
    int number = new Ipv6Packet(memory, ipAt).nextHeader();
    int end = packet.transportAt() + packet.transportLength();
    long upper = Ipv6Chain.upperLayer(memory, ipAt + Ipv6Packet.HEADER_BYTES, number, end);
    if (upper == Ipv6Chain.NOT_THERE || upper >>> 32 != Protocols.ICMPV6) {
      return true;
    }
    int at = (int) upper;
    return at < end && !Icmpv6Message.isUnanswerable(NetworkOrder.get8(memory, at));
  }
}
