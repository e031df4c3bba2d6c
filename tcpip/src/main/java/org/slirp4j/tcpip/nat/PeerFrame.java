package org.slirp4j.tcpip.nat;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.wire.EthernetFrame;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/**
 * Ethernet frames with IP packets in memory, as much of them as tells whom they are for.
 *
 * <p>Static, because a view that lives longer than one small method is an object for each frame
 * where the compiler gives up inlining (measured: 50 bytes a frame).
 */
public final class PeerFrame {
  /** The frame is none that a neighbour may get. */
  public static final int REFUSED = -1;

  /** Offset of the IP header in the frame. */
  public static final int IP_AT = EthernetFrame.HEADER_BYTES;

  private static final int TYPE_AT = 12;

  private PeerFrame() {}

  /** Tells whether {@code length} bytes at {@code at} hold an IPv4 header up to its addresses. */
  public static boolean isV4(MemorySegment memory, long at, int length) {
    return length >= IP_AT + Ipv4Packet.MIN_HEADER_BYTES
        && NetworkOrder.get16(memory, at + TYPE_AT) == EthernetFrame.IPV4;
  }

  /** Tells whether {@code length} bytes at {@code at} hold an IPv6 header. */
  public static boolean isV6(MemorySegment memory, long at, int length) {
    return length >= IP_AT + Ipv6Packet.HEADER_BYTES
        && NetworkOrder.get16(memory, at + TYPE_AT) == EthernetFrame.IPV6;
  }

  /** Returns the link address that a frame goes to, in the low 48 bits. */
  public static long destinationMac(MemorySegment memory, long at) {
    return new EthernetFrame(memory, at).destination();
  }

  /** Returns the link address that a frame comes from, in the low 48 bits. */
  public static long sourceMac(MemorySegment memory, long at) {
    return new EthernetFrame(memory, at).source();
  }

  /** Returns the IPv4 source address. */
  public static int v4Source(MemorySegment memory, long at) {
    return new Ipv4Packet(memory, at + IP_AT).source();
  }

  /** Returns the IPv4 destination address. */
  public static int v4Destination(MemorySegment memory, long at) {
    return new Ipv4Packet(memory, at + IP_AT).destination();
  }

  /** Returns the first half of the IPv6 source address. */
  public static long v6SourceHigh(MemorySegment memory, long at) {
    return new Ipv6Packet(memory, at + IP_AT).srcHigh();
  }

  /** Returns the second half. */
  public static long v6SourceLow(MemorySegment memory, long at) {
    return new Ipv6Packet(memory, at + IP_AT).srcLow();
  }

  /** Returns the first half of the IPv6 destination address. */
  public static long v6DestinationHigh(MemorySegment memory, long at) {
    return new Ipv6Packet(memory, at + IP_AT).dstHigh();
  }

  /** Returns the second half. */
  public static long v6DestinationLow(MemorySegment memory, long at) {
    return new Ipv6Packet(memory, at + IP_AT).dstLow();
  }

  /** Tells whether a link address is one's, not a group's. */
  public static boolean isOnes(long mac) {
    return !EthernetFrame.isGroup(mac);
  }

  /**
   * Gives an IPv4 frame new addresses, in place, if it is one that a neighbour may get.
   *
   * @param memory holds the frame; native
   * @param at offset of its first byte
   * @param length of the frame
   * @param source its sender's outside address
   * @param destination its receiver's inside address
   * @param offload what the sender has left to do
   * @return the length of the frame without what may hang on behind its packet; {@link #REFUSED}
   *     when it is to be dropped, half changed as it may be
   */
  public static int translateV4(
      MemorySegment memory, long at, int length, int source, int destination, Offload offload) {
    int packet =
        Ipv4Translation.translate(memory, at + IP_AT, length - IP_AT, source, destination, offload);
    return packet == REFUSED ? REFUSED : IP_AT + packet;
  }

  /**
   * Gives an IPv6 frame addresses with new first halves; otherwise as {@link #translateV4}.
   *
   * @param memory holds the frame; native
   * @param at offset of its first byte
   * @param length of the frame
   * @param source its sender's outside prefix
   * @param destination its receiver's inside prefix
   * @param offload what the sender has left to do
   */
  public static int translateV6(
      MemorySegment memory, long at, int length, long source, long destination, Offload offload) {
    int packet =
        Ipv6Translation.translate(memory, at + IP_AT, length - IP_AT, source, destination, offload);
    return packet == REFUSED ? REFUSED : IP_AT + packet;
  }

  /** Writes a frame at {@code at} new link addresses. */
  public static void address(MemorySegment memory, long at, long destination, long source) {
    new EthernetFrame(memory, at).write(destination, source, NetworkOrder.get16(memory, at + 12));
  }
}
