package org.slirp4j.tcpip.nat;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.Ipv6Chain;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** One-to-one translation of IPv6 packets: of the addresses' first halves. */
final class Ipv6Translation {
  private static final int SOURCE_AT = 8;
  private static final int DESTINATION_AT = 24;

  private Ipv6Translation() {}

  /**
   * Gives a packet's addresses new first halves, in place.
   *
   * @param memory holds the packet; native
   * @param at offset of its header
   * @param length bytes from there to the frame's end
   * @param source its sender's outside prefix
   * @param destination its receiver's inside prefix
   * @param offload what the sender has left to do
   * @return its length; {@link PeerFrame#REFUSED} when it is malformed or not one for a neighbour:
   *     it may be half changed then, and is to be dropped
   */
  static int translate(
      MemorySegment memory, long at, int length, long source, long destination, Offload offload) {
    if (!isSound(memory, at, length)) {
      return PeerFrame.REFUSED;
    }
    long oldSource = NetworkOrder.get64(memory, at + SOURCE_AT);
    long oldDestination = NetworkOrder.get64(memory, at + DESTINATION_AT);
    int number = NetworkOrder.get8(memory, at + Ipv6Packet.NEXT_HEADER_OFFSET);
    int first = (int) at + Ipv6Packet.HEADER_BYTES;
    int end = first + NetworkOrder.get16(memory, at + Ipv6Packet.PAYLOAD_LENGTH_OFFSET);
    long change = readdress(memory, at, source, destination);
    long upper = Ipv6Chain.upperLayer(memory, first, number, end);
    int transportAt = (int) upper;
    int protocol = (int) (upper >>> 32);
    boolean good;
    if (upper < 0) {
      good = upper == Ipv6Chain.ELSEWHERE && offload.isNothing();
    } else if (protocol == Protocols.ICMPV6) {
      good =
          offload.isNothing()
              && translateIcmp(
                  memory,
                  at,
                  transportAt,
                  end,
                  oldSource,
                  oldDestination,
                  source,
                  destination,
                  change);
    } else {
      // Nobody cuts what is not complete.
      good =
          (offload.isNothing() || isInOnePiece(memory, first, number, transportAt))
              && Transport.change(
                  memory, at, transportAt, end, protocol, Segmentation.TCP_V6, change, offload);
    }
    return good ? end - (int) at : PeerFrame.REFUSED;
  }

  private static boolean isSound(MemorySegment memory, long at, int length) {
    return new Ipv6Packet(memory, at).check(length);
  }

  /** Tells whether no fragment header is among those from {@code at} to {@code end}. */
  private static boolean isInOnePiece(MemorySegment memory, int at, int number, int end) {
    int next = number;
    for (int from = at; from < end; ) {
      if (next == Ipv6Chain.FRAGMENT) {
        return false;
      }
      next = NetworkOrder.get8(memory, from);
      from += Ipv6Chain.length(memory, from, end);
    }
    return true;
  }

  /**
   * Lets echoes pass, and errors about what the receiver has sent to the sender: that is translated
   * the other way round. RFC 4890, 4.3.2 and 4.4.3: what else there is belongs to one link, and
   * could tell the receiver of other neighbours and routers than it has.
   */
  private static boolean translateIcmp(
      MemorySegment memory,
      long ipAt,
      int at,
      int end,
      long sender,
      long receiver,
      long newSender,
      long newReceiver,
      long addressesChange) {
    if (end - at < Icmpv6Message.HEADER_BYTES) {
      return false;
    }
    long change = addressesChange;
    int type = NetworkOrder.get8(memory, at);
    if (type != Icmpv6Message.ECHO_REQUEST && type != Icmpv6Message.ECHO_REPLY) {
      int quotedAt = at + Icmpv6Message.HEADER_BYTES;
      Ipv6Packet quoted = new Ipv6Packet(memory, quotedAt);
      if (!isError(type)
          || !quoted.checkQuoted(end - quotedAt, 0)
          || quoted.srcHigh() != receiver
          || quoted.srcLow() != new Ipv6Packet(memory, ipAt).dstLow()
          || quoted.dstHigh() != sender) {
        return false;
      }
      change += readdress(memory, quotedAt, newReceiver, newSender);
    }
    ChecksumChange.apply(memory, at + Icmpv6Message.CHECKSUM_OFFSET, change);
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

  private static boolean isError(int type) {
    return type >= Icmpv6Message.UNREACHABLE && type <= Icmpv6Message.PARAMETER_PROBLEM;
  }
}
