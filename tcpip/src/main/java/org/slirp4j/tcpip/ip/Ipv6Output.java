package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.link.FrameQueue;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.EthernetFrame;
import org.slirp4j.tcpip.wire.Ipv6Chain;
import org.slirp4j.tcpip.wire.Ipv6Fragment;
import org.slirp4j.tcpip.wire.Ipv6Packet;

/** The sending half of IPv6 (RFC 8200). */
final class Ipv6Output extends FamilyOutput {
  private static final int HEADERS_BYTES = EthernetFrame.HEADER_BYTES + Ipv6Packet.HEADER_BYTES;
  private static final int ID_BITS = 32;

  Ipv6Output(StackConfig config, long idKey, Buffers buffers, FrameQueue queue, Counters counters) {
    super(
        config,
        new PacketIds(idKey, ID_BITS),
        Ipv6Packet.HEADER_BYTES,
        Ipv6Packet.HEADER_BYTES + Ipv6Fragment.BYTES,
        buffers,
        queue,
        counters);
  }

  @Override
  void write(
      MemorySegment memory,
      long at,
      long linkDestination,
      PacketHeader header,
      int transportLength) {
    write(memory, at, linkDestination, header, transportLength, header.protocol());
  }

  @Override
  void writeFragment(
      MemorySegment memory,
      long linkDestination,
      PacketHeader header,
      int length,
      int offset,
      boolean more,
      int id) {
    int payload = Ipv6Fragment.BYTES + length;
    write(memory, 0, linkDestination, header, payload, Ipv6Chain.FRAGMENT);
    new Ipv6Fragment(memory, HEADERS_BYTES).write(header.protocol(), offset, more, id);
  }

  private void write(
      MemorySegment memory,
      long at,
      long linkDestination,
      PacketHeader header,
      int payloadLength,
      int nextHeader) {
    new EthernetFrame(memory, at).write(linkDestination, mac, EthernetFrame.IPV6);
    new Ipv6Packet(memory, at + EthernetFrame.HEADER_BYTES)
        .write(
            header.tos(),
            payloadLength,
            nextHeader,
            header.hopLimit(),
            header.srcHigh(),
            header.srcLow(),
            header.dstHigh(),
            header.dstLow());
  }
}
