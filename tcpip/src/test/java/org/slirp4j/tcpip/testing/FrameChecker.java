package org.slirp4j.tcpip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6RouterAdvertisementPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.slirp4j.tcpip.FrameSink;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.StackConfig;

/**
 * A device for tests: it decodes every frame with pcap4j, fails on whatever a network would not
 * take (lengths, checksums, asking for an offload that it does not have), and keeps what it saw.
 * Router advertisements are kept apart, because they come when the router likes.
 */
public final class FrameChecker implements FrameSink {
  private static final int ETHERNET_BYTES = 14;
  private static final int QUOTED_PROTOCOL_AT = ETHERNET_BYTES + 20 + 8 + 9;
  private static final int IPV6_PAYLOAD_AT = ETHERNET_BYTES + 40;
  private static final byte EXPERIMENTAL_TYPE = (byte) 200; // RFC 4443, 2.1
  private static final byte EXPERIMENTAL_PROTOCOL = (byte) 253; // RFC 3692

  private final StackConfig config;
  private final List<EmittedFrame> frames = new ArrayList<>();
  private final List<EmittedFrame> routerAdvertisements = new ArrayList<>();
  private int room = Integer.MAX_VALUE;
  private long accepted;

  /** Makes a device with the MTU, address and offloads of {@code config}. */
  public FrameChecker(StackConfig config) {
    this.config = config;
  }

  @Override
  public boolean accept(OutboundFrame frame) {
    if (room == 0) {
      return false;
    }
    EmittedFrame checked = check(frame);
    if (checked.packet().contains(IcmpV6RouterAdvertisementPacket.class)) {
      routerAdvertisements.add(checked);
      return true;
    }
    room -= room == Integer.MAX_VALUE ? 0 : 1;
    frames.add(checked);
    accepted++;
    return true;
  }

  /** Returns the router advertisements seen so far and forgets them. */
  public List<EmittedFrame> takeRouterAdvertisements() {
    List<EmittedFrame> taken = new ArrayList<>(routerAdvertisements);
    routerAdvertisements.clear();
    return taken;
  }

  /** Takes {@code count} more frames and then none. */
  public void acceptOnly(int count) {
    room = count;
  }

  /** Takes all frames again. */
  public void acceptAll() {
    room = Integer.MAX_VALUE;
  }

  /** Returns the frames since the last {@link #clear} or {@link #take}, first one first. */
  public List<EmittedFrame> frames() {
    return frames;
  }

  /** Returns how many frames there ever were. */
  public long accepted() {
    return accepted;
  }

  /** Returns the frames seen so far and forgets them. */
  public List<EmittedFrame> take() {
    List<EmittedFrame> taken = new ArrayList<>(frames);
    frames.clear();
    return taken;
  }

  /** Returns the one frame seen so far and forgets it; fails when there are more or none. */
  public EmittedFrame takeOnly() {
    assertEquals(1, frames.size(), () -> "frames: " + frames);
    return frames.removeFirst();
  }

  /** Forgets the frames seen so far. */
  public void clear() {
    frames.clear();
  }

  private EmittedFrame check(OutboundFrame frame) {
    byte[] bytes = gather(frame);
    boolean partial = frame.checksumOffset() != 0;
    if (partial) {
      complete(bytes, frame);
    }
    EthernetPacket packet = decode(bytes);
    assertEquals(config.mac(), linkSource(bytes), "source link address");
    Packet inner = packet.getPayload();
    if (inner instanceof ArpPacket arp) {
      assertEquals(28, arp.length(), "length of an ARP packet");
      assertEquals(Segmentation.NONE, frame.segmentation());
    } else if (inner instanceof IpV6Packet ip6) {
      checkIp6(ip6, bytes, frame);
    } else {
      checkIp(assertInstanceOf(IpV4Packet.class, inner), bytes, frame);
    }
    return new EmittedFrame(bytes, packet, frame.segmentation(), frame.segmentBytes(), partial);
  }

  private void checkIp(IpV4Packet ip, byte[] bytes, OutboundFrame frame) {
    IpV4Packet.IpV4Header header = ip.getHeader();
    assertEquals(bytes.length - ETHERNET_BYTES, header.getTotalLengthAsInt(), "total length");
    assertTrue(header.hasValidChecksum(false), () -> "IP header checksum of " + ip);
    assertTrue(header.getTtlAsInt() > 0, "TTL of 0");
    int headerBytes = header.length();
    if (header.getMoreFragmentFlag() || header.getFragmentOffset() != 0) {
      assertEquals(0, frame.checksumOffset(), "a fragment's checksum cannot be completed");
      assertTrue(!header.getDontFragmentFlag(), "a fragment with DF");
    } else {
      headerBytes += checkTransport(ip, bytes, frame);
    }
    checkSize(false, bytes.length - ETHERNET_BYTES, headerBytes, frame, ip.getPayload());
  }

  private void checkIp6(IpV6Packet ip, byte[] bytes, OutboundFrame frame) {
    IpV6Packet.IpV6Header header = ip.getHeader();
    assertEquals(bytes.length - IPV6_PAYLOAD_AT, header.getPayloadLengthAsInt(), "payload length");
    assertTrue(header.getHopLimitAsInt() > 0, "hop limit of 0");
    InetAddress from = header.getSrcAddr();
    assertTrue(!from.isMulticastAddress() && !from.isAnyLocalAddress(), () -> "from " + from);
    boolean group = header.getDstAddr().isMulticastAddress();
    assertEquals(group, bytes[0] == 0x33 && bytes[1] == 0x33, "link address of a group");
    int headerBytes = header.length();
    if (bytes[ETHERNET_BYTES + 6] == GuestFrames6.FRAGMENT) {
      assertEquals(0, frame.checksumOffset(), "a fragment's checksum cannot be completed");
      assertTrue(header.getPayloadLengthAsInt() > 8, "a fragment of nothing");
    } else {
      headerBytes += checkTransport(ip, bytes, frame);
    }
    checkSize(true, bytes.length - ETHERNET_BYTES, headerBytes, frame, ip.getPayload());
  }

  private static int checkTransport(IpPacket ip, byte[] bytes, OutboundFrame frame) {
    int start = ETHERNET_BYTES + ip.getHeader().length();
    InetAddress from = ip.getHeader().getSrcAddr();
    InetAddress to = ip.getHeader().getDstAddr();
    boolean verbatim = isVerbatim(ip, bytes);
    return switch (ip.getPayload()) {
      case TcpPacket tcp -> {
        assertSum(bytes, start, GuestFrames.TCP);
        assertTrue(!verbatim || tcp.hasValidChecksum(from, to, false), () -> "checksum of " + ip);
        checkPartial(frame, start, 16);
        yield tcp.getHeader().length();
      }
      case UdpPacket udp -> {
        assertEquals(bytes.length - start, udp.getHeader().getLengthAsInt(), "UDP length");
        assertSum(bytes, start, GuestFrames.UDP);
        assertTrue(!verbatim || udp.hasValidChecksum(from, to, false), () -> "checksum of " + ip);
        checkPartial(frame, start, 6);
        yield udp.getHeader().length();
      }
      case IcmpV4CommonPacket icmp -> {
        assertEquals(0xffff, Rfc1071.sum(bytes, start, bytes.length, 0), () -> "sum of " + ip);
        assertTrue(!verbatim || icmp.hasValidChecksum(false), () -> "checksum of " + ip);
        assertEquals(0, frame.checksumOffset(), "a partial checksum for ICMP");
        yield icmp.getHeader().length();
      }
      case IcmpV6CommonPacket icmp -> {
        assertSum(bytes, start, GuestFrames6.ICMPV6);
        assertTrue(
            !verbatim || icmp.hasValidChecksum((Inet6Address) from, (Inet6Address) to, false),
            () -> "checksum of " + ip);
        assertEquals(0, frame.checksumOffset(), "a partial checksum for ICMPv6");
        yield icmp.getHeader().length();
      }
      default -> throw new AssertionError("not decodable: " + ip);
    };
  }

  // pcap4j sums up what it made of a payload, which is not all of one that only looks like DNS, and
  // stumbles over some of those.
  private static boolean isVerbatim(IpPacket ip, byte[] bytes) {
    try {
      return Arrays.equals(ip.getRawData(), 0, ip.length(), bytes, ETHERNET_BYTES, bytes.length);
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }

  private static void assertSum(byte[] bytes, int start, int protocol) {
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    boolean v6 = bytes[ETHERNET_BYTES] >>> 4 == 6;
    int addressesAt = ETHERNET_BYTES + (v6 ? 8 : 12);
    int end = ETHERNET_BYTES + (v6 ? 40 : 20);
    int pseudo = Rfc1071.sum(bytes, addressesAt, end, protocol + bytes.length - start);
    assertEquals(
        0xffff, Rfc1071.sum(bytes, start, bytes.length, pseudo), "sum with the checksum in place");
    int field = start + (protocol == GuestFrames.TCP ? 16 : 6);
    assertTrue(protocol != GuestFrames.UDP || packet.getShort(field) != 0, "no UDP checksum");
  }

  private static void checkPartial(OutboundFrame frame, int start, int offset) {
    if (frame.checksumOffset() != 0) {
      assertEquals(start, frame.checksumStart(), "start of a partial checksum");
      assertEquals(offset, frame.checksumOffset(), "offset of a partial checksum");
    }
  }

  private void checkSize(
      boolean v6, int ipBytes, int headerBytes, OutboundFrame frame, Packet transport) {

    boolean allowed =
        switch (frame.segmentation()) {
          case NONE -> true;
          case TCP_V4 -> !v6 && config.offloads().tcpV4() && transport instanceof TcpPacket;
          case TCP_V6 -> v6 && config.offloads().tcpV6() && transport instanceof TcpPacket;
          case UDP -> config.offloads().udp() && transport instanceof UdpPacket;
        };
    assertTrue(allowed, () -> "segmentation " + frame.segmentation() + " is not to be had");
    assertTrue(
        config.offloads().checksum() || frame.checksumOffset() == 0,
        "the device completes no checksums");
    if (frame.segmentation() == Segmentation.NONE) {
      assertTrue(ipBytes <= config.mtu(), () -> ipBytes + " bytes with MTU " + config.mtu());
      return;
    }
    assertTrue(frame.checksumOffset() != 0, "segmentation without a partial checksum");
    assertTrue(frame.segmentBytes() > 0, "segments of no bytes");
    assertTrue(ipBytes - headerBytes > frame.segmentBytes(), "segmentation of a single segment");
    assertTrue(
        headerBytes + frame.segmentBytes() <= config.mtu(),
        () -> "segments of " + frame.segmentBytes() + " bytes with MTU " + config.mtu());
  }

  private static EthernetPacket decode(byte[] bytes) {
    try {
      return decodeOnce(bytes);
    } catch (IllegalArgumentException | NullPointerException e) {
      // pcap4j also decodes what an ICMP error quotes, and stumbles over options and the like.
      boolean v6 = bytes[ETHERNET_BYTES] >>> 4 == 6;
      int hideAt = v6 ? IPV6_PAYLOAD_AT : QUOTED_PROTOCOL_AT;
      assertTrue(bytes.length > hideAt, "not decodable");
      assertTrue(!v6 || bytes[ETHERNET_BYTES + 6] == GuestFrames6.ICMPV6, "not decodable");
      byte[] hidden = bytes.clone();
      hidden[hideAt] = v6 ? EXPERIMENTAL_TYPE : EXPERIMENTAL_PROTOCOL;
      return decodeOnce(hidden);
    }
  }

  private static EthernetPacket decodeOnce(byte[] bytes) {
    try {
      return EthernetPacket.newPacket(bytes, 0, bytes.length);
    } catch (IllegalRawDataException e) {
      throw new AssertionError("not decodable", e);
    }
  }

  private static long linkSource(byte[] bytes) {
    long mac = 0;
    for (int i = 6; i < 12; i++) {
      mac = mac << 8 | (bytes[i] & 0xff);
    }
    return mac;
  }

  private static void complete(byte[] bytes, OutboundFrame frame) {
    int start = frame.checksumStart();
    int checksum = ~Rfc1071.sum(bytes, start, bytes.length, 0) & 0xffff;
    boolean udp = frame.checksumOffset() == 6;
    GuestFrames.put16(
        bytes, start + frame.checksumOffset(), udp && checksum == 0 ? 0xffff : checksum);
  }

  @SuppressWarnings("restricted") // pieces are addresses, as the device's system call takes them
  private static byte[] gather(OutboundFrame frame) {
    byte[] bytes = new byte[frame.length()];
    MemorySegment all = MemorySegment.ofArray(bytes);
    MemorySegment.copy(frame.headers(), OutboundFrame.HEADROOM_BYTES, all, 0, frame.headerLength());
    int at = frame.headerLength();
    for (int i = 0; i < frame.pieceCount(); i++) {
      int length = frame.pieceLength(i);
      MemorySegment piece = MemorySegment.ofAddress(frame.pieceAddress(i)).reinterpret(length);
      MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, bytes, at, length);
      at += length;
    }
    assertEquals(bytes.length, at, "length of a frame");
    return bytes;
  }
}
