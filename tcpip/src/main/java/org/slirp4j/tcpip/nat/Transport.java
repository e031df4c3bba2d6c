package org.slirp4j.tcpip.nat;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.wire.NetworkOrder;
import org.slirp4j.tcpip.wire.TcpSegment;
import org.slirp4j.tcpip.wire.UdpDatagram;

/** Transport headers other than ICMP's, whose checksums cover the addresses of either family. */
final class Transport {
  /** Where TCP's data offset is, in the upper half of an octet. */
  private static final int TCP_OFFSET_AT = 12;

  private Transport() {}

  /**
   * Adjusts the checksum of a TCP segment or UDP datagram; others have none over addresses.
   *
   * @param ipAt offset of the IP header
   * @param at offset of the transport header
   * @param end offset behind the packet, or its first fragment
   * @param superTcp how super-segments of TCP are cut in this family
   * @param change of the addresses
   * @param offload what is left to do
   * @return false when the header is cut short, or what is left cannot be left of it
   */
  static boolean change(
      MemorySegment memory,
      long ipAt,
      long at,
      long end,
      int protocol,
      Segmentation superTcp,
      long change,
      Offload offload) {
    int length = (int) (end - at);
    int headerBytes = headerBytes(memory, at, length, protocol);
    int from = (int) (at - ipAt);
    if (headerBytes < 0
        || !offload.fits(superTcp, protocol, from, from + headerBytes, (int) (end - ipAt))) {
      return false;
    }
    boolean partial = offload.isOwnSum(from, protocol);
    if (protocol == Protocols.TCP) {
      apply(memory, at + TcpSegment.CHECKSUM_OFFSET, change, partial);
    } else if (protocol == Protocols.UDP) {
      changeUdp(memory, at + UdpDatagram.CHECKSUM_OFFSET, change, partial);
    }
    return true;
  }

  /** Returns the length of a transport header, 0 of an unknown one, or −1 when it is cut short. */
  private static int headerBytes(MemorySegment memory, long at, int length, int protocol) {
    return switch (protocol) {
      case Protocols.TCP -> tcpHeaderBytes(memory, at, length);
      case Protocols.UDP -> length >= UdpDatagram.HEADER_BYTES ? UdpDatagram.HEADER_BYTES : -1;
      default -> 0;
    };
  }

  private static int tcpHeaderBytes(MemorySegment memory, long at, int length) {
    if (length < TcpSegment.MIN_HEADER_BYTES) {
      return -1;
    }
    int announced = NetworkOrder.get8(memory, at + TCP_OFFSET_AT) >>> 4 << 2;
    return announced >= TcpSegment.MIN_HEADER_BYTES && announced <= length ? announced : -1;
  }

  private static void changeUdp(MemorySegment memory, long at, long change, boolean partial) {
    if (partial) {
      ChecksumChange.applyPartial(memory, at, change);
    } else if (NetworkOrder.get16(memory, at) != 0) { // RFC 768: all zeros mean that there is none
      ChecksumChange.apply(memory, at, change);
      if (NetworkOrder.get16(memory, at) == 0) {
        NetworkOrder.put16(memory, at, 0xffff);
      }
    }
  }

  private static void apply(MemorySegment memory, long at, long change, boolean partial) {
    if (partial) {
      ChecksumChange.applyPartial(memory, at, change);
    } else {
      ChecksumChange.apply(memory, at, change);
    }
  }
}
