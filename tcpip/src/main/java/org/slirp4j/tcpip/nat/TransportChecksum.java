package org.slirp4j.tcpip.nat;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.wire.NetworkOrder;
import org.slirp4j.tcpip.wire.TcpSegment;
import org.slirp4j.tcpip.wire.UdpDatagram;

/** The checksums of transport headers, which cover the addresses by their pseudo-header. */
final class TransportChecksum {
  private static final int TCP_AT = 16;
  private static final int UDP_AT = 6;

  private TransportChecksum() {}

  /**
   * Adjusts the checksum of a TCP segment or UDP datagram; others have none over addresses.
   *
   * @param at offset of the transport header
   * @param length bytes from there to the packet's end, or its first fragment's
   * @param change of the addresses
   * @param partial whether a device has yet to complete the checksum
   * @return false when the header is cut short
   */
  static boolean change(
      MemorySegment memory, long at, int length, int protocol, long change, boolean partial) {
    return switch (protocol) {
      case Protocols.TCP -> {
        if (length < TcpSegment.MIN_HEADER_BYTES) {
          yield false;
        }
        apply(memory, at + TCP_AT, change, partial);
        yield true;
      }
      case Protocols.UDP -> {
        if (length < UdpDatagram.HEADER_BYTES) {
          yield false;
        }
        // RFC 768: all zeros mean that there is no checksum.
        if (partial || NetworkOrder.get16(memory, at + UDP_AT) != 0) {
          apply(memory, at + UDP_AT, change, partial);
          if (!partial && NetworkOrder.get16(memory, at + UDP_AT) == 0) {
            NetworkOrder.put16(memory, at + UDP_AT, 0xffff);
          }
        }
        yield true;
      }
      default -> true;
    };
  }

  private static void apply(MemorySegment memory, long at, long change, boolean partial) {
    if (partial) {
      ChecksumChange.applyPartial(memory, at, change);
    } else {
      ChecksumChange.apply(memory, at, change);
    }
  }
}
