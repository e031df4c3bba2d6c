package org.slirp4j.tcpip.nat;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.ip.Protocols;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** One-to-one translation of IPv4 packets. */
public final class Ipv4Translation {
  private static final int CHECKSUM_AT = 10;
  private static final int SOURCE_AT = 12;
  private static final int DESTINATION_AT = 16;

  /** ICMP errors' headers (RFC 792): what they quote comes behind. */
  private static final int ICMP_HEADER_BYTES = 8;

  private static final int UNREACHABLE = 3;
  private static final int TIME_EXCEEDED = 11;
  private static final int PARAMETER_PROBLEM = 12;

  private Ipv4Translation() {}

  /**
   * Gives a packet new addresses, in place.
   *
   * @param memory holds the packet; native
   * @param at offset of its header
   * @param length bytes from there to the frame's end
   * @param source its sender's outside address
   * @param destination its receiver's inside address
   * @param partial whether a device has yet to complete its transport checksum
   * @return false when it is malformed; it may be half changed then, and is to be dropped
   */
  public static boolean translate(
      MemorySegment memory, long at, int length, int source, int destination, boolean partial) {
    Ipv4Packet packet = new Ipv4Packet(memory, at);
    if (!packet.check(length)) {
      return false;
    }
    int oldSource = packet.source();
    int oldDestination = packet.destination();
    long change = readdress(memory, at, source, destination);
    if ((packet.flagsAndOffset() & Ipv4Packet.OFFSET_MASK) != 0) {
      return true;
    }
    int headerLength = packet.headerLength();
    long transportAt = at + headerLength;
    int transportLength = packet.totalLength() - headerLength;
    if (packet.protocol() != Protocols.ICMP) {
      return TransportChecksum.change(
          memory, transportAt, transportLength, packet.protocol(), change, partial);
    }
    if (transportLength >= ICMP_HEADER_BYTES && isError(NetworkOrder.get8(memory, transportAt))) {
      long quotedAt = transportAt + ICMP_HEADER_BYTES;
      translateQuoted(
          new Ipv4Packet(memory, quotedAt),
          transportLength - ICMP_HEADER_BYTES,
          oldSource,
          oldDestination,
          source,
          destination);
    }
    return true;
  }

  /**
   * Translates what an error quotes, a packet of its receiver's to its sender, the other way round.
   * The error's own checksum stays right, because the quoted header's sum does.
   */
  private static void translateQuoted(
      Ipv4Packet quoted, int length, int sender, int receiver, int newSender, int newReceiver) {
    if (quoted.checkQuoted(length, 0)
        && quoted.source() == receiver
        && quoted.destination() == sender) {
      readdress(quoted.memory(), quoted.at(), newReceiver, newSender);
    }
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

  private static boolean isError(int type) {
    return type == UNREACHABLE || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM;
  }
}
