package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.PacketReceiver;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** What the receiving halves of both families have in common: echo, and whom errors are for. */
abstract class IcmpReceiver implements PacketReceiver {
  /** What an error must quote behind the IP header: ports and sequence number. */
  static final int QUOTED_TRANSPORT_BYTES = 8;

  private static final int REPLY_AT = Buffers.HEADROOM_BYTES;

  final Counters counters;

  private final Buffers buffers;
  private final IpOutput output;
  private final EchoFlows echoes;
  private final IcmpErrorListener tcp;
  private final PacketHeader replyHeader;

  /**
   * Makes the common half.
   *
   * @param protocol number of the family's ICMP
   * @param tcp hears of errors about TCP segments
   */
  IcmpReceiver(
      int protocol,
      Buffers buffers,
      IpOutput output,
      EchoFlows echoes,
      IcmpErrorListener tcp,
      Counters counters) {
    this.buffers = buffers;
    this.output = output;
    this.echoes = echoes;
    this.tcp = tcp;
    this.counters = counters;
    this.replyHeader = new PacketHeader(protocol, IpOutput.HOP_LIMIT);
  }

  /** Takes a message whose header is there and whose checksum is right. */
  abstract void onMessage(InboundPacket packet, IcmpMessage message, long now);

  /** Returns the sum of what a checksum covers beside the message that it is in. */
  abstract long sumBeside(InboundPacket packet);

  @Override
  public final void onPacket(InboundPacket packet, long now) {
    IcmpMessage message = new IcmpMessage(packet.buffer().memory(), packet.transportAt());
    int length = packet.transportLength();
    if (!message.check(length)) {
      counters.drop(DropReason.BAD_TRANSPORT_HEADER);
    } else if (!packet.isChecksumTrusted() && !message.isIntact(length, sumBeside(packet))) {
      counters.drop(DropReason.BAD_TRANSPORT_CHECKSUM); // RFC 5508, REQ-3
    } else {
      onMessage(packet, message, now);
    }
  }

  /** Makes an echo request to somebody else part of a flow. */
  final void forward(InboundPacket packet, IcmpMessage request, long now) {
    echoes.onRequest(packet, request.identifier(), request.sequence(), now);
  }

  /** Answers an echo request with the same data (RFC 1122, 3.2.2.6; RFC 4443, 4.2). */
  final void reply(
      InboundPacket packet, IcmpMessage request, int type, long fromHigh, long fromLow) {
    int length = packet.transportLength();
    Buffer buffer =
        (REPLY_AT + length <= Buffers.SMALL_BYTES ? buffers.small() : buffers.large()).take();
    if (buffer == null) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    MemorySegment.copy(request.memory(), request.at(), buffer.memory(), REPLY_AT, length);
    replyHeader.from(fromHigh, fromLow).to(packet.srcHigh(), packet.srcLow());
    int word = request.identifier() << 16 | request.sequence();
    long beside = replyHeader.isV4() ? 0 : replyHeader.pseudoSum(length);
    new IcmpMessage(buffer.memory(), REPLY_AT).write(type, 0, word, length, beside);
    output.send(buffer, REPLY_AT, length, replyHeader, 0);
  }

  /**
   * Tells TCP of an error about a segment that the stack sent to {@code guest} and that begins at
   * {@code segmentAt} in the message. What the stack sent came from the address that the error is
   * now sent to.
   */
  final void onSegmentLost(
      InboundPacket packet,
      int type,
      int code,
      int mtu,
      long guestHigh,
      long guestLow,
      long segmentAt,
      long now) {
    MemorySegment memory = packet.buffer().memory();
    tcp.onIcmpError(
        type,
        code,
        mtu,
        guestHigh,
        guestLow,
        NetworkOrder.get16(memory, segmentAt + 2),
        packet.dstHigh(),
        packet.dstLow(),
        NetworkOrder.get16(memory, segmentAt),
        NetworkOrder.get32(memory, segmentAt + 4),
        now);
  }
}
