package org.slirp4j.tcpip.nat;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.wire.EthernetFrame;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/**
 * An Ethernet frame with an IP packet, as much of it as tells whom it is for.
 *
 * @param memory holds the frame; native
 * @param at offset of its first byte
 */
public record PeerFrame(MemorySegment memory, long at) {
  /** The frame is none that a neighbour may get. */
  public static final int REFUSED = -1;

  /** Offset of the IP header in the frame. */
  public static final int IP_AT = EthernetFrame.HEADER_BYTES;

  /** Tells whether {@code length} bytes hold an IPv4 header, as far as its addresses. */
  public boolean isV4(int length) {
    return length >= IP_AT + Ipv4Packet.MIN_HEADER_BYTES
        && NetworkOrder.get16(memory, at + 12) == EthernetFrame.IPV4;
  }

  /** Tells whether {@code length} bytes hold an IPv6 header. */
  public boolean isV6(int length) {
    return length >= IP_AT + Ipv6Packet.HEADER_BYTES
        && NetworkOrder.get16(memory, at + 12) == EthernetFrame.IPV6;
  }

  /** Returns the link address that it goes to, in the low 48 bits. */
  public long destinationMac() {
    return new EthernetFrame(memory, at).destination();
  }

  /** Returns the link address that it comes from, in the low 48 bits. */
  public long sourceMac() {
    return new EthernetFrame(memory, at).source();
  }

  /** Tells whether it comes from one link address, not from a group. */
  public boolean isFromOne() {
    return !EthernetFrame.isGroup(sourceMac());
  }

  /** Returns the IPv4 source address. */
  public int v4Source() {
    return new Ipv4Packet(memory, at + IP_AT).source();
  }

  /** Returns the IPv4 destination address. */
  public int v4Destination() {
    return new Ipv4Packet(memory, at + IP_AT).destination();
  }

  /** Returns the first half of the IPv6 source address. */
  public long v6SourceHigh() {
    return new Ipv6Packet(memory, at + IP_AT).srcHigh();
  }

  /** Returns the second half. */
  public long v6SourceLow() {
    return new Ipv6Packet(memory, at + IP_AT).srcLow();
  }

  /** Returns the first half of the IPv6 destination address. */
  public long v6DestinationHigh() {
    return new Ipv6Packet(memory, at + IP_AT).dstHigh();
  }

  /** Returns the second half. */
  public long v6DestinationLow() {
    return new Ipv6Packet(memory, at + IP_AT).dstLow();
  }

  /**
   * Gives an IPv4 frame new addresses, in place, if it is one that a neighbour may get.
   *
   * @param length of the frame
   * @param source its sender's outside address
   * @param destination its receiver's inside address
   * @param offload what the sender has left to do
   * @return the length of the frame without what may hang on behind its packet; {@link #REFUSED}
   *     when it is to be dropped, half changed as it may be
   */
  public int translateV4(int length, int source, int destination, Offload offload) {
    int packet =
        Ipv4Translation.translate(memory, at + IP_AT, length - IP_AT, source, destination, offload);
    return packet == REFUSED ? REFUSED : IP_AT + packet;
  }

  /**
   * Gives an IPv6 frame addresses with new first halves; otherwise as {@link #translateV4}.
   *
   * @param length of the frame
   * @param source its sender's outside prefix
   * @param destination its receiver's inside prefix
   * @param offload what the sender has left to do
   */
  public int translateV6(int length, long source, long destination, Offload offload) {
    int packet =
        Ipv6Translation.translate(memory, at + IP_AT, length - IP_AT, source, destination, offload);
    return packet == REFUSED ? REFUSED : IP_AT + packet;
  }

  /** Writes new link addresses. */
  public void address(long destination, long source) {
    new EthernetFrame(memory, at).write(destination, source, NetworkOrder.get16(memory, at + 12));
  }
}
