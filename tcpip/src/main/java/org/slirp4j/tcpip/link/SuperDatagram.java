package org.slirp4j.tcpip.link;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.EthernetFrame;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;
import org.slirp4j.tcpip.wire.UdpDatagram;

/**
 * Several UDP datagrams in one frame, which the device cuts: their headers are written once, with
 * lengths as if they were one, and the checksum field has the pseudo-header's sum for that length.
 */
final class SuperDatagram {
  /** Most bytes behind the headers: the length field of IPv4 counts them all. */
  static final int MAX_PAYLOAD_BYTES =
      Ipv4Packet.MAX_BYTES - Ipv4Packet.MIN_HEADER_BYTES - UdpDatagram.HEADER_BYTES;

  private static final int V4_LENGTH_AT = 2;
  private static final int V4_CHECKSUM_AT = 10;
  private static final int V6_LENGTH_AT = 4;

  private SuperDatagram() {}

  /**
   * Gives a frame, whose payload is there, headers like those of its first datagram.
   *
   * @param from holds the first one's headers, which stay as they are
   * @param at offset of its Ethernet header
   * @param headers length of all its headers
   * @param segmentBytes payload of each datagram but the last
   */
  static void putHeaders(
      OutboundFrame frame, MemorySegment from, long at, int headers, int segmentBytes) {
    MemorySegment to = frame.headers();
    long begin = OutboundFrame.HEADROOM_BYTES;
    MemorySegment.copy(from, at, to, begin, headers);
    frame.headerLength(headers);
    long ipAt = begin + EthernetFrame.HEADER_BYTES;
    long udpAt = begin + headers - UdpDatagram.HEADER_BYTES;
    int length = UdpDatagram.HEADER_BYTES + frame.payloadLength();
    if (udpAt - ipAt == Ipv4Packet.MIN_HEADER_BYTES) {
      NetworkOrder.put16(to, ipAt + V4_LENGTH_AT, Ipv4Packet.MIN_HEADER_BYTES + length);
      NetworkOrder.put16(to, ipAt + V4_CHECKSUM_AT, 0);
      long sum = Checksum.sum(to, ipAt, Ipv4Packet.MIN_HEADER_BYTES, 0);
      NetworkOrder.put16(to, ipAt + V4_CHECKSUM_AT, Checksum.finish(sum));
    } else {
      NetworkOrder.put16(to, ipAt + V6_LENGTH_AT, length);
    }
    UdpDatagram datagram = new UdpDatagram(to, udpAt);
    // RFC 1624, 3: the length's old value out, its new one in.
    int sum = Checksum.fold(datagram.checksum() + (~datagram.length() & 0xffffL) + length);
    datagram.write(datagram.sourcePort(), datagram.destinationPort(), length, sum);
    frame.segmentation(OutboundFrame.Segmentation.UDP, segmentBytes);
    frame.partialChecksum(headers - UdpDatagram.HEADER_BYTES, UdpDatagram.CHECKSUM_OFFSET);
  }
}
