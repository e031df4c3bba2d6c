package org.slirp4j.tcpip.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.slirp4j.tcpip.OutboundFrame;

/**
 * A frame that the stack emitted, checksums completed, as bytes and as an independent decoder sees
 * it.
 *
 * @param bytes the frame from the Ethernet header on
 * @param packet the decoded frame
 * @param segmentation into what the device was asked to cut it
 * @param segmentBytes the transport payload of each piece, when it was
 * @param partialChecksum whether the device was asked to complete the transport checksum
 */
@SuppressWarnings("ArrayRecordComponent") // frames are looked at, never compared
public record EmittedFrame(
    byte[] bytes,
    EthernetPacket packet,
    OutboundFrame.Segmentation segmentation,
    int segmentBytes,
    boolean partialChecksum) {

  /** Returns the ARP packet, or fails. */
  public ArpPacket arp() {
    return packet.get(ArpPacket.class);
  }

  /** Returns the outermost IPv4 packet, or fails. */
  public IpV4Packet ip() {
    return (IpV4Packet) packet.getPayload();
  }

  /** Returns the IPv6 packet, or fails. */
  public IpV6Packet ip6() {
    return (IpV6Packet) packet.getPayload();
  }

  /** Tells whether this is IPv6. */
  public boolean isV6() {
    return packet.getPayload() instanceof IpV6Packet;
  }

  /** Returns the payload of the IP packet of either family. */
  public Packet transport() {
    return packet.getPayload().getPayload();
  }

  /** Returns the TCP segment, or fails. */
  public TcpPacket tcp() {
    return (TcpPacket) transport();
  }

  /** Returns the UDP datagram, or fails. */
  public UdpPacket udp() {
    return (UdpPacket) transport();
  }

  /** Returns the ICMPv6 message, or fails. */
  public IcmpV6CommonPacket icmp6() {
    return (IcmpV6CommonPacket) transport();
  }

  /** Returns the ICMP message, or fails. */
  public IcmpV4CommonPacket icmp() {
    return (IcmpV4CommonPacket) ip().getPayload();
  }

  /** Returns the link address that the frame goes to. */
  public long linkDestination() {
    ByteBuffer frame = ByteBuffer.wrap(bytes);
    return (frame.getShort(0) & 0xffffL) << 32 | (frame.getInt(2) & 0xffff_ffffL);
  }

  /** Returns the type of service, or traffic class. */
  public int trafficClass() {
    int first = ByteBuffer.wrap(bytes).getShort(GuestFrames.IP_AT);
    return (isV6() ? first >> 4 : first) & 0xff;
  }

  /** Returns the bytes after the IP header, extension headers included. */
  public byte[] ipPayload() {
    int headerLength = isV6() ? 40 : (bytes[GuestFrames.IP_AT] & 15) * 4;
    return Arrays.copyOfRange(bytes, GuestFrames.IP_AT + headerLength, bytes.length);
  }

  /** Returns the bytes after the TCP, UDP or ICMP echo header. */
  public byte[] payload() {
    byte[] transport = ipPayload();
    boolean tcp = bytes[GuestFrames.IP_AT + (isV6() ? 6 : 9)] == GuestFrames.TCP;
    return Arrays.copyOfRange(transport, tcp ? (transport[12] >> 4 & 15) * 4 : 8, transport.length);
  }

  @Override
  public String toString() {
    return packet.toString();
  }
}
