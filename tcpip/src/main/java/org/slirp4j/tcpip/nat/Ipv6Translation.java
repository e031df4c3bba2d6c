package org.slirp4j.tcpip.nat;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.wire.Ipv6Chain;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** One-to-one translation of IPv6 packets: of the addresses' first halves. */
public final class Ipv6Translation {
  private static final int SOURCE_AT = 8;
  private static final int DESTINATION_AT = 24;

  /** ICMPv6 errors' headers (RFC 4443, 2.1): what they quote comes behind. */
  private static final int ICMP_HEADER_BYTES = 8;

  private static final int ICMP_CHECKSUM_AT = 2;

  /** RFC 4443, 2.1: errors have types below it. */
  private static final int FIRST_INFORMATIONAL = 128;

  private Ipv6Translation() {}

  /**
   * Gives a packet's addresses new first halves, in place.
   *
   * @param memory holds the packet; native
   * @param at offset of its header
   * @param length bytes from there to the frame's end
   * @param source its sender's outside prefix
   * @param destination its receiver's inside prefix
   * @param partial whether a device has yet to complete its transport checksum
   * @return false when it is malformed; it may be half changed then, and is to be dropped
   */
  public static boolean translate(
      MemorySegment memory, long at, int length, long source, long destination, boolean partial) {
    Ipv6Packet packet = new Ipv6Packet(memory, at);
    if (!packet.check(length)) {
      return false;
    }
    long oldSource = packet.srcHigh();
    long oldDestination = packet.dstHigh();
    long change = readdress(memory, at, source, destination);
    int end = (int) at + Ipv6Packet.HEADER_BYTES + packet.payloadLength();
    int first = (int) at + Ipv6Packet.HEADER_BYTES;
    long upper = Ipv6Chain.upperLayer(memory, first, packet.nextHeader(), end);
    if (upper == Ipv6Chain.NOT_THERE) {
      return true; // a later fragment, or headers that the receiver itself will refuse
    }
    int transportAt = (int) upper;
    int transportLength = end - transportAt;
    int protocol = (int) (upper >>> 32);
    if (protocol != Protocols.ICMPV6) {
      return TransportChecksum.change(
          memory, transportAt, transportLength, protocol, change, partial);
    }
    if (transportLength < ICMP_HEADER_BYTES) {
      return false;
    }
    if (NetworkOrder.get8(memory, transportAt) < FIRST_INFORMATIONAL) {
      int quotedAt = transportAt + ICMP_HEADER_BYTES;
      Ipv6Packet quoted = new Ipv6Packet(memory, quotedAt);
      if (quoted.checkQuoted(end - quotedAt, 0)
          && quoted.srcHigh() == oldDestination
          && quoted.dstHigh() == oldSource) {
        change += readdress(memory, quotedAt, destination, source);
      }
    }
    ChecksumChange.apply(memory, transportAt + ICMP_CHECKSUM_AT, change);
    return true;
  }

  private static long readdress(MemorySegment memory, long at, long source, long destination) {
    long change =
        ChecksumChange.of(NetworkOrder.get64(memory, at + SOURCE_AT), source)
            + ChecksumChange.of(NetworkOrder.get64(memory, at + DESTINATION_AT), destination);
    NetworkOrder.put64(memory, at + SOURCE_AT, source);
    NetworkOrder.put64(memory, at + DESTINATION_AT, destination);
    return change;
  }
}
