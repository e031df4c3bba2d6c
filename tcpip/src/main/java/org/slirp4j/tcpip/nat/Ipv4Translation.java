package org.slirp4j.tcpip.nat;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.ip.Ipv4Options;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** One-to-one translation of IPv4 packets. */
final class Ipv4Translation {
  private static final int LENGTH_AT = 2;
  private static final int FRAGMENT_AT = 6;
  private static final int PROTOCOL_AT = 9;
  private static final int CHECKSUM_AT = 10;
  private static final int SOURCE_AT = 12;
  private static final int DESTINATION_AT = 16;
  private static final int ANY_FRAGMENT = Ipv4Packet.MORE_FRAGMENTS | Ipv4Packet.OFFSET_MASK;

  private Ipv4Translation() {}

  /**
   * Gives a packet new addresses, in place.
   *
   * @param memory holds the packet; native
   * @param at offset of its header
   * @param length bytes from there to the frame's end
   * @param source its sender's outside address
   * @param destination its receiver's inside address
   * @param offload what the sender has left to do
   * @return its length; {@link PeerFrame#REFUSED} when it is malformed or not one for a neighbour:
   *     it may be half changed then, and is to be dropped
   */
  static int translate(
      MemorySegment memory, long at, int length, int source, int destination, Offload offload) {
    if (!isSound(memory, at, length)) {
      return PeerFrame.REFUSED;
    }
    int headerLength = (NetworkOrder.get8(memory, at) & 15) << 2;
    int totalLength = NetworkOrder.get16(memory, at + LENGTH_AT);
    int fragment = NetworkOrder.get16(memory, at + FRAGMENT_AT) & ANY_FRAGMENT;
    int protocol = NetworkOrder.get8(memory, at + PROTOCOL_AT);
    int oldSource = NetworkOrder.get32(memory, at + SOURCE_AT);
    int oldDestination = NetworkOrder.get32(memory, at + DESTINATION_AT);
    long transportAt = at + headerLength;
    long end = at + totalLength;
    if (headerLength > Ipv4Packet.MIN_HEADER_BYTES
        && Ipv4Options.hasSourceRoute(
            memory, (int) at + Ipv4Packet.MIN_HEADER_BYTES, (int) transportAt)) {
      return PeerFrame.REFUSED;
    }
    long change = readdress(memory, at, source, destination);
    boolean good;
    if (fragment != 0 && !offload.isNothing()) {
      good = false; // nobody cuts what is not complete
    } else if ((fragment & Ipv4Packet.OFFSET_MASK) != 0) {
      good = true;
    } else if (protocol == Protocols.ICMP) {
      good =
          offload.isNothing()
              && translateIcmp(
                  memory, transportAt, end, oldSource, oldDestination, source, destination);
    } else {
      good =
          Transport.change(
              memory, at, transportAt, end, protocol, Segmentation.TCP_V4, change, offload);
    }
    return good ? totalLength : PeerFrame.REFUSED;
  }

  private static boolean isSound(MemorySegment memory, long at, int length) {
    return new Ipv4Packet(memory, at).check(length);
  }

  /**
   * Lets echoes pass, and errors about what the receiver has sent to the sender: that is translated
   * the other way round. The error's own checksum stays right, because the quoted header's sum
   * does.
   */
  private static boolean translateIcmp(
      MemorySegment memory,
      long at,
      long end,
      int sender,
      int receiver,
      int newSender,
      int newReceiver) {
    if (end - at < IcmpMessage.HEADER_BYTES) {
      return false;
    }
    int type = NetworkOrder.get8(memory, at);
    if (type == IcmpMessage.ECHO_REQUEST || type == IcmpMessage.ECHO_REPLY) {
      return true;
    }
    long quotedAt = at + IcmpMessage.HEADER_BYTES;
    Ipv4Packet quoted = new Ipv4Packet(memory, quotedAt);
    boolean good =
        isError(type)
            && quoted.checkQuoted((int) (end - quotedAt), 0)
            && quoted.source() == receiver
            && quoted.destination() == sender;
    if (good) {
      readdress(memory, quotedAt, newReceiver, newSender);
    }
    return good;
  }

  private static long readdress(MemorySegment memory, long at, int source, int destination) {
    long change =
        ChecksumChange.of(NetworkOrder.get32(memory, at + SOURCE_AT), source)
            + ChecksumChange.of(NetworkOrder.get32(memory, at + DESTINATION_AT), destination);
    NetworkOrder.put32(memory, at + SOURCE_AT, source);
    NetworkOrder.put32(memory, at + DESTINATION_AT, destination);
    ChecksumChange.apply(memory, at + CHECKSUM_AT, change);
    return change;
  }

  /** RFC 792; a redirect is none, and changes routes. */
  private static boolean isError(int type) {
    return type == IcmpMessage.UNREACHABLE
        || type == IcmpMessage.TIME_EXCEEDED
        || type == IcmpMessage.PARAMETER_PROBLEM;
  }
}
