package org.slirp4j.tcpip.icmp;

import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.Ipv4Packet;

/** The receiving half of ICMP for IPv4. */
public final class IcmpInput extends IcmpReceiver {
  private final StackConfig config;

  /** Makes the receiving half; {@code tcp} hears of errors about TCP segments. */
  public IcmpInput(
      StackConfig config,
      Buffers buffers,
      IpOutput output,
      EchoFlows echoes,
      IcmpErrorListener tcp,
      Counters counters) {
    super(Protocols.ICMP, buffers, output, echoes, tcp, counters);
    this.config = config;
  }

  @Override
  long sumBeside(InboundPacket packet) {
    return 0;
  }

  @Override
  void onMessage(InboundPacket packet, IcmpMessage message, long now) {
    switch (message.type()) {
      case IcmpMessage.ECHO_REQUEST -> onEchoRequest(packet, message, now);
      case IcmpMessage.UNREACHABLE, IcmpMessage.TIME_EXCEEDED, IcmpMessage.PARAMETER_PROBLEM ->
          onError(packet, message, now);
      // RFC 1122, 3.2.2.7 and 3.2.2.8; RFC 6633: quenches.
      default -> counters.drop(DropReason.UNUSED_ICMP);
    }
  }

  private void onEchoRequest(InboundPacket packet, IcmpMessage message, long now) {
    long askedHigh = packet.dstHigh();
    long askedLow = packet.dstLow();
    if (config.gateway().equals(askedHigh, askedLow) || config.dns().equals(askedHigh, askedLow)) {
      reply(packet, message, IcmpMessage.ECHO_REPLY, askedHigh, askedLow);
    } else {
      forward(packet, message, now);
    }
  }

  private void onError(InboundPacket packet, IcmpMessage message, long now) {
    int quotedLength = packet.transportLength() - IcmpMessage.HEADER_BYTES;
    Ipv4Packet quoted = new Ipv4Packet(message.memory(), message.at() + IcmpMessage.HEADER_BYTES);
    if (!quoted.checkQuoted(quotedLength, QUOTED_TRANSPORT_BYTES)) {
      counters.drop(DropReason.BAD_TRANSPORT_HEADER);
      return;
    }
    if (quoted.protocol() != Protocols.TCP || quoted.source() != (int) packet.dstLow()) {
      counters.drop(DropReason.UNUSED_ICMP);
      return;
    }
    int type = message.type();
    int code = message.code();
    boolean tooBig = type == IcmpMessage.UNREACHABLE && code == IcmpError.FRAGMENTATION_NEEDED;
    int mtu = tooBig ? message.mtu() : 0;
    long guestLow = IpAddress.v4Low(quoted.destination());
    long segmentAt = quoted.at() + quoted.headerLength();
    onSegmentLost(packet, type, code, mtu, 0, guestLow, segmentAt, now);
  }
}
