package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.PacketReceiver;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** The receiving half of ICMP for IPv4. */
public final class IcmpInput implements PacketReceiver {
  /** What an error must quote behind the IP header: ports and sequence number. */
  private static final int QUOTED_TRANSPORT_BYTES = 8;

  private static final int REPLY_AT = Buffers.HEADROOM_BYTES;

  private final StackConfig config;
  private final Buffers buffers;
  private final IpOutput output;
  private final EchoFlows echoes;
  private final IcmpErrorListener tcp;
  private final Counters counters;
  private final PacketHeader header = new PacketHeader(Protocols.ICMP, IpOutput.HOP_LIMIT);

  /** Makes the receiving half; {@code tcp} hears of errors about TCP segments. */
  public IcmpInput(
      StackConfig config,
      Buffers buffers,
      IpOutput output,
      EchoFlows echoes,
      IcmpErrorListener tcp,
      Counters counters) {
    this.config = config;
    this.buffers = buffers;
    this.output = output;
    this.echoes = echoes;
    this.tcp = tcp;
    this.counters = counters;
  }

  @Override
  public void onPacket(InboundPacket packet, long now) {
    IcmpMessage message = new IcmpMessage(packet.buffer().memory(), packet.transportAt());
    int length = packet.transportLength();
    if (!message.check(length)) {
      counters.drop(DropReason.BAD_TRANSPORT_HEADER);
      return;
    }
    if (!packet.isChecksumTrusted() && !message.isIntact(length)) {
      counters.drop(DropReason.BAD_TRANSPORT_CHECKSUM); // RFC 5508, REQ-3
      return;
    }
    switch (message.type()) {
      case IcmpMessage.ECHO_REQUEST -> onEchoRequest(packet, message, now);
      case IcmpMessage.UNREACHABLE, IcmpMessage.TIME_EXCEEDED, IcmpMessage.PARAMETER_PROBLEM ->
          onError(packet, message, now);
      // RFC 1122, 3.2.2.7 and 3.2.2.8; RFC 6633: quenches.
      default -> counters.drop(DropReason.UNUSED_ICMP);
    }
  }

  private void onEchoRequest(InboundPacket packet, IcmpMessage message, long now) {
    boolean own =
        config.gateway().equals(packet.dstHigh(), packet.dstLow())
            || config.dns().equals(packet.dstHigh(), packet.dstLow());
    if (own) {
      reply(packet, message);
    } else {
      echoes.onRequest(packet, message.identifier(), message.sequence(), now);
    }
  }

  // RFC 1122, 3.2.2.6: the same data, from the address that was asked.
  private void reply(InboundPacket packet, IcmpMessage message) {
    int length = packet.transportLength();
    Buffer buffer =
        (REPLY_AT + length <= Buffers.SMALL_BYTES ? buffers.small() : buffers.large()).take();
    if (buffer == null) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    MemorySegment.copy(message.memory(), message.at(), buffer.memory(), REPLY_AT, length);
    int word = message.identifier() << 16 | message.sequence();
    new IcmpMessage(buffer.memory(), REPLY_AT).write(IcmpMessage.ECHO_REPLY, 0, word, length);
    header.from(packet.dstHigh(), packet.dstLow()).to(packet.srcHigh(), packet.srcLow());
    output.send(buffer, REPLY_AT, length, header, 0);
  }

  private void onError(InboundPacket packet, IcmpMessage message, long now) {
    MemorySegment memory = message.memory();
    int quotedLength = packet.transportLength() - IcmpMessage.HEADER_BYTES;
    Ipv4Packet quoted = new Ipv4Packet(memory, message.at() + IcmpMessage.HEADER_BYTES);
    if (!quoted.checkQuoted(quotedLength, QUOTED_TRANSPORT_BYTES)) {
      counters.drop(DropReason.BAD_TRANSPORT_HEADER);
      return;
    }
    // What the stack sent came from the address that the error is now sent to.
    if (quoted.protocol() != Protocols.TCP || quoted.source() != (int) packet.dstLow()) {
      counters.drop(DropReason.UNUSED_ICMP);
      return;
    }
    int type = message.type();
    int code = message.code();
    boolean tooBig = type == IcmpMessage.UNREACHABLE && code == IcmpError.FRAGMENTATION_NEEDED;
    long transportAt = quoted.at() + quoted.headerLength();
    tcp.onIcmpError(
        type,
        code,
        tooBig ? message.mtu() : 0,
        0,
        IpAddress.v4Low(quoted.destination()),
        NetworkOrder.get16(memory, transportAt + 2),
        packet.dstHigh(),
        packet.dstLow(),
        NetworkOrder.get16(memory, transportAt),
        NetworkOrder.get32(memory, transportAt + 4),
        now);
  }
}
