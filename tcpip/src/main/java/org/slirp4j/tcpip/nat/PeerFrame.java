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
  private static final int IP_AT = EthernetFrame.HEADER_BYTES;

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

  /**
   * Gives an IPv4 frame new addresses: {@link Ipv4Translation#translate}.
   *
   * @param length of the frame
   */
  public boolean translateV4(int length, int source, int destination, boolean partial) {
    return Ipv4Translation.translate(
        memory, at + IP_AT, length - IP_AT, source, destination, partial);
  }

  /**
   * Gives an IPv6 frame addresses with new first halves: {@link Ipv6Translation#translate}.
   *
   * @param length of the frame
   */
  public boolean translateV6(int length, long source, long destination, boolean partial) {
    return Ipv6Translation.translate(
        memory, at + IP_AT, length - IP_AT, source, destination, partial);
  }

  /** Writes new link addresses. */
  public void address(long destination, long source) {
    new EthernetFrame(memory, at).write(destination, source, NetworkOrder.get16(memory, at + 12));
  }
}
