package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Ipv6Addresses;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.Ipv6Chain;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** Errors over IPv6 (RFC 4443, 2.4 and 3). */
final class Icmpv6Errors extends ErrorWriter {
  /** The error fits into the least MTU (RFC 4443, 2.4 (c)). */
  private static final int MAX_QUOTED_BYTES =
      Ipv6Config.MIN_MTU - Ipv6Packet.HEADER_BYTES - Icmpv6Message.HEADER_BYTES;

  private final Ipv6Addresses own;

  Icmpv6Errors(Ipv6Config config, IcmpErrors limited, IpOutput output) {
    super(Protocols.ICMPV6, MAX_QUOTED_BYTES, limited, output);
    this.own = new Ipv6Addresses(config);
  }

  /** Answers a packet with an error, unless it is one of those that are never answered so. */
  void onDropped(InboundPacket packet, IcmpError error) {
    if (mayBeAnswered(packet, false)) {
      answer(packet, type(error), code(error), word(error));
    }
  }

  /** Answers a packet of which a field makes no sense, unless that is never answered so. */
  void onParameterProblem(InboundPacket packet, int code, int pointer, boolean alsoToGroups) {
    if (mayBeAnswered(packet, alsoToGroups)) {
      answer(packet, Icmpv6Message.PARAMETER_PROBLEM, code, pointer);
    }
  }

  @Override
  int type(IcmpError error) {
    return error.typeV6();
  }

  @Override
  int code(IcmpError error) {
    return error.codeV6();
  }

  @Override
  int word(IcmpError error) {
    return switch (error.typeV6()) {
      case Icmpv6Message.TOO_BIG -> Math.max(error.mtu(), Ipv6Config.MIN_MTU);
      case Icmpv6Message.PARAMETER_PROBLEM -> Ipv6Packet.NEXT_HEADER_OFFSET;
      default -> 0;
    };
  }

  @Override
  IpAddress answering(long dstHigh, long dstLow, long srcHigh) {
    return own.answering(dstHigh, dstLow, srcHigh);
  }

  @Override
  boolean isCredible(IpAddress reporter) {
    return !reporter.isV4()
        && Ipv6Packet.isHost(reporter.high())
        && !Ipv6Packet.isLinkLocal(reporter.high());
  }

  @Override
  int writeQuoted(MemorySegment memory, long at, PacketHeader quoted, int transportLength) {
    new Ipv6Packet(memory, at)
        .write(
            quoted.tos(),
            Math.min(transportLength, Ipv6Packet.MAX_PAYLOAD_BYTES),
            quoted.protocol(),
            quoted.hopLimit(),
            quoted.srcHigh(),
            quoted.srcLow(),
            quoted.dstHigh(),
            quoted.dstLow());
    return Ipv6Packet.HEADER_BYTES;
  }

  // RFC 4443, 2.4 (e): never about an error or a redirect, to nobody, or about what was for a group
  // but for two exceptions. Groups and the stack itself are no sources of packets that come this
  // far.
  private static boolean mayBeAnswered(InboundPacket packet, boolean alsoToGroups) {
    boolean group = packet.isLinkGroup() || Ipv6Packet.isGroup(packet.dstHigh());
    if ((group && !alsoToGroups) || Ipv6Packet.isUnspecified(packet.srcHigh(), packet.srcLow())) {
      return false;
    }
    MemorySegment memory = packet.buffer().memory();
    int ipAt = packet.ipAt();
    int number = new Ipv6Packet(memory, ipAt).nextHeader();
    int end = packet.transportAt() + packet.transportLength();
    long upper = Ipv6Chain.upperLayer(memory, ipAt + Ipv6Packet.HEADER_BYTES, number, end);
    if (upper < 0 || upper >>> 32 != Protocols.ICMPV6) {
      return true;
    }
    int at = (int) upper;
    return at < end && !Icmpv6Message.isUnanswerable(NetworkOrder.get8(memory, at));
  }
}
