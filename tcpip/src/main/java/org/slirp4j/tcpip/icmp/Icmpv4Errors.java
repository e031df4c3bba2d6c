package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** Errors over IPv4 (RFC 792; RFC 1122, 3.2.2; RFC 1812, 4.3.2). */
final class Icmpv4Errors extends ErrorWriter {
  /** Most bytes of an error with all its headers (RFC 1812, 4.3.2.3). */
  private static final int MAX_ERROR_BYTES = 576;

  private static final int MAX_QUOTED_BYTES =
      MAX_ERROR_BYTES - Ipv4Packet.MIN_HEADER_BYTES - IcmpMessage.HEADER_BYTES;

  private final IpAddress gateway;
  private final IpAddress dns;

  Icmpv4Errors(StackConfig config, IcmpErrors limited, IpOutput output) {
    super(Protocols.ICMP, MAX_QUOTED_BYTES, limited, output);
    gateway = config.gateway();
    dns = config.dns();
  }

  /** Answers a packet with an error, unless it is one of those that are never answered so. */
  void onDropped(InboundPacket packet, IcmpError error) {
    if (mayBeAnswered(packet)) {
      answer(packet, type(error), code(error), word(error));
    }
  }

  @Override
  int type(IcmpError error) {
    return error.type();
  }

  @Override
  int code(IcmpError error) {
    return error.code();
  }

  @Override
  int word(IcmpError error) {
    return error.mtu() & 0xffff;
  }

  @Override
  IpAddress answering(long dstHigh, long dstLow, long srcHigh) {
    return dns.equals(dstHigh, dstLow) ? dns : gateway;
  }

  @Override
  boolean isCredible(IpAddress reporter) {
    return reporter.isV4() && Ipv4Packet.isHost(reporter.v4Bits());
  }

  @Override
  int writeQuoted(MemorySegment memory, long at, PacketHeader quoted, int transportLength) {
    int length = Math.min(Ipv4Packet.MIN_HEADER_BYTES + transportLength, Ipv4Packet.MAX_BYTES);
    new Ipv4Packet(memory, at)
        .write(
            quoted.tos(),
            length,
            0,
            quoted.dontFragment() ? Ipv4Packet.DONT_FRAGMENT : 0,
            quoted.hopLimit(),
            quoted.protocol(),
            (int) quoted.srcLow(),
            (int) quoted.dstLow());
    return Ipv4Packet.MIN_HEADER_BYTES;
  }

  // RFC 1122, 3.2.2: never about an ICMP error. Groups, bad sources and fragments but the first do
  // not come this far.
  private static boolean mayBeAnswered(InboundPacket packet) {
    return packet.protocol() != Protocols.ICMP
        || (packet.transportLength() > 0
            && !IcmpMessage.isError(
                NetworkOrder.get8(packet.buffer().memory(), packet.transportAt())));
  }
}
