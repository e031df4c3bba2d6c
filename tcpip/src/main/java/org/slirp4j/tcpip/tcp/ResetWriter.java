package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.flow.Flow;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * Resets: for segments that no connection wants, and for connections that end (RFC 9293, 3.5.2).
 */
final class ResetWriter {
  private final IpOutput ip;
  private final Buffers buffers;
  private final Counters counters;
  private final PacketHeader header = new PacketHeader(Protocols.TCP, IpOutput.HOP_LIMIT);

  ResetWriter(IpOutput ip, Buffers buffers, Counters counters) {
    this.ip = ip;
    this.buffers = buffers;
    this.counters = counters;
  }

  /**
   * Answers a segment with ACK for which there is no connection: {@code <SEQ=SEG.ACK><CTL=RST>}.
   */
  void answer(InboundPacket packet, Segment segment) {
    header.from(packet.dstHigh(), packet.dstLow()).to(packet.srcHigh(), packet.srcLow());
    write(segment.destinationPort, segment.sourcePort, segment.acknowledgment, 0, TcpSegment.RST);
  }

  /** Refuses a SYN: {@code <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>}. */
  void refuse(TcpConnection connection, int acknowledgment) {
    write(connection, 0, acknowledgment, TcpSegment.RST | TcpSegment.ACK);
  }

  /** Refuses an acknowledgment of what was never sent: {@code <SEQ=SEG.ACK><CTL=RST>}. */
  void refuseAcknowledgment(TcpConnection connection, int acknowledgment) {
    write(connection, acknowledgment, 0, TcpSegment.RST);
  }

  /** Cuts a connection: {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK>}. */
  void cut(TcpConnection connection) {
    write(
        connection,
        connection.sender.nxt,
        connection.receiver.rcvNxt,
        TcpSegment.RST | TcpSegment.ACK);
  }

  private void write(Flow flow, int sequence, int acknowledgment, int flags) {
    header.from(flow.peerAddress()).to(flow.guestAddress());
    write(flow.peerPort(), flow.guestPort(), sequence, acknowledgment, flags);
  }

  // The addresses stand in the header.
  private void write(int fromPort, int toPort, int sequence, int acknowledgment, int flags) {
    Buffer buffer = buffers.small().take();
    if (buffer == null) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    int at = Buffers.HEADROOM_BYTES;
    int length = TcpSegment.MIN_HEADER_BYTES;
    TcpSegment segment = new TcpSegment(buffer.memory(), at);
    segment.write(fromPort, toPort, sequence, acknowledgment, length, flags, 0);
    long sum = Checksum.sum(buffer.memory(), at, length, header.pseudoSum(length));
    segment.checksum(Checksum.finish(sum));
    ip.send(buffer, at, length, header, 0);
  }
}
