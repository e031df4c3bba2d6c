package org.slirp4j.tcpip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Headers byte by byte, as the diagrams of the RFCs have them: where each field is written, into
 * memory that held something else before, and where it is read.
 */
class WireLayoutTest {
  /** Views stand at no aligned place, and behind something. */
  private static final int AT = 3;

  private final MemorySegment memory = Arena.ofAuto().allocate(128);

  WireLayoutTest() {
    memory.fill((byte) 0xee);
  }

  private void put(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, AT, bytes.length);
  }

  private void assertWritten(String hex) {
    byte[] expected = HexFormat.of().parseHex("eeeeee" + hex.replace(" ", "") + "ee");
    byte[] written = memory.asSlice(0, expected.length).toArray(ValueLayout.JAVA_BYTE);
    assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(written));
  }

  @Test
  void ethernet() {
    new EthernetFrame(memory, AT).write(0x3333_0000_0001L, 0x5255_0a00_0202L, 0x86dd);
    assertWritten("333300000001 52550a000202 86dd");
    assertEquals(0x3333_0000_0001L, new EthernetFrame(memory, AT).destination());
    assertEquals(0x5255_0a00_0202L, new EthernetFrame(memory, AT).source());
    assertEquals(0x86dd, new EthernetFrame(memory, AT).etherType());
  }

  // RFC 826
  @Test
  void arp() {
    new ArpPacket(memory, AT).write(2, 0x0102_0304_0506L, 0x0a00_0202, 0xa1a2_a3a4_a5a6L, -1);
    assertWritten("0001 0800 06 04 0002 010203040506 0a000202 a1a2a3a4a5a6 ffffffff");
    ArpPacket packet = new ArpPacket(memory, AT);
    assertTrue(packet.check(28));
    assertEquals(2, packet.operation());
    assertEquals(0x0102_0304_0506L, packet.senderMac());
    assertEquals(0x0a00_0202, packet.sender());
    assertEquals(-1, packet.target());
  }

  // RFC 791, 3.1
  @Test
  void ipv4() {
    put("45b8 0054 1234 6005 40 11 ffff 0a000264 c0000207");
    Ipv4Packet packet = new Ipv4Packet(memory, AT);
    assertEquals(20, packet.headerLength());
    assertEquals(0xb8, packet.tos());
    assertEquals(0x54, packet.totalLength());
    assertEquals(0x1234, packet.id());
    assertEquals(0x6005, packet.flagsAndOffset());
    assertEquals(64, packet.ttl());
    assertEquals(17, packet.protocol());
    assertEquals(0x0a00_0264, packet.source());
    assertEquals(0xc000_0207, packet.destination());
    assertFalse(packet.isHeaderIntact());
  }

  @Test
  void ipv4WithoutOptionsIsWrittenWithItsChecksum() {
    Ipv4Packet packet = new Ipv4Packet(memory, AT);
    packet.write(0xb8, 0x54, 0x1234, 0x4000, 64, 17, 0x0a00_0264, 0xc000_0207);
    assertWritten("45b8 0054 1234 4000 40 11 5942 0a000264 c0000207");
    assertTrue(packet.isHeaderIntact());
  }

  @Test
  void aFragmentOfIpv4BecomesAWholePacketOptionsIncluded() {
    put("4600 0054 1234 2005 40 11 0000 0a000264 c0000207 94040000");
    new Ipv4Packet(memory, AT).rewriteAsWhole(0x1000);
    assertWritten("4600 1000 1234 0000 40 11 f549 0a000264 c0000207 94040000");
    assertTrue(new Ipv4Packet(memory, AT).isHeaderIntact());
  }

  @Test
  void aDamagedOptionOfIpv4IsNoticed() {
    put("4600 1000 1234 0000 40 11 f549 0a000264 c0000207 94040001");
    assertFalse(new Ipv4Packet(memory, AT).isHeaderIntact());
  }

  // RFC 1122, 3.2.2: at least 8 bytes behind the header
  @Test
  void aQuotedIpv4PacketNeedNotBeWhole() {
    put("4500 0054 1234 0000 40 11 0000 0a000264 c0000207 0001020304050607");
    Ipv4Packet quoted = new Ipv4Packet(memory, AT);
    assertTrue(quoted.checkQuoted(28, 8));
    assertTrue(quoted.checkQuoted(20, 0));
    assertFalse(quoted.checkQuoted(27, 8));
    assertFalse(quoted.checkQuoted(19, 0));
  }

  // RFC 8200, 3
  @Test
  void ipv6() {
    Ipv6Packet packet = new Ipv6Packet(memory, AT);
    packet.write(0xb8, 0x1234, 58, 255, 0xfd00L << 48, 0x64, 0xfe80L << 48, 2);
    String addresses = "fd000000000000000000000000000064 fe800000000000000000000000000002";
    assertWritten("6b800000 1234 3a ff " + addresses);
    assertEquals(0xb8, packet.trafficClass());
    assertEquals(0x1234, packet.payloadLength());
    assertEquals(58, packet.nextHeader());
    assertEquals(255, packet.hopLimit());
    assertEquals(0xfd00L << 48, packet.srcHigh());
    assertEquals(0x64, packet.srcLow());
    assertEquals(0xfe80L << 48, packet.dstHigh());
    assertEquals(2, packet.dstLow());
    packet.payloadLength(8);
    assertWritten("6b800000 0008 3a ff " + addresses);
  }

  @Test
  void theFlowLabelOfIpv6IsNoTrafficClass() {
    put("600fffff 0000 3b 40");
    assertEquals(0, new Ipv6Packet(memory, AT).trafficClass());
  }

  // RFC 8200, 4.5
  @Test
  void ipv6Fragment() {
    new Ipv6Fragment(memory, AT).write(17, 0x05a8, true, 0x1234_5678);
    assertWritten("11 00 05a9 12345678");
    Ipv6Fragment fragment = new Ipv6Fragment(memory, AT);
    assertEquals(17, fragment.nextHeader());
    assertEquals(0x05a8, fragment.offset());
    assertTrue(fragment.isMore());
    assertFalse(fragment.isAtomic());
    assertEquals(0x1234_5678, fragment.id());
    put("11 00 0006 00000000"); // reserved bits say nothing
    assertTrue(fragment.isAtomic());
  }

  @Test
  void extensionHeadersArePassedOverByTheirLengths() {
    put("2c 01 0000 00000000 00000000 00000000  11 00 0001 00000007  0001000200080000");
    long upper = Ipv6Chain.upperLayer(memory, AT, Ipv6Chain.HOP_BY_HOP, AT + 32);
    assertEquals(17, upper >>> 32);
    assertEquals(AT + 24, (int) upper);
    assertEquals(
        Ipv6Chain.NOT_THERE, Ipv6Chain.upperLayer(memory, AT, Ipv6Chain.HOP_BY_HOP, AT + 15));
    assertEquals(AT + 24, (int) Ipv6Chain.upperLayer(memory, AT, 0, AT + 24), "nothing behind it");
    assertEquals(Ipv6Chain.NOT_THERE, Ipv6Chain.upperLayer(memory, AT, 0, AT + 23), "no fragment");
    assertTrue(Ipv6Chain.isWhole(memory, AT, Ipv6Chain.HOP_BY_HOP, AT + 32));
    assertFalse(Ipv6Chain.isWhole(memory, AT, Ipv6Chain.HOP_BY_HOP, AT + 31));
  }

  // RFC 8200, 4.1 has an order for seven
  @Test
  void eightExtensionHeadersArePassedOverAndNotNine() {
    put("3c00000000000000".repeat(8) + "11".repeat(8));
    NetworkOrder.put8(memory, AT + 56L, 17);
    assertEquals(AT + 64, (int) Ipv6Chain.upperLayer(memory, AT, 60, AT + 72));
    NetworkOrder.put8(memory, AT + 56L, 60);
    assertEquals(Ipv6Chain.NOT_THERE, Ipv6Chain.upperLayer(memory, AT, 60, AT + 120));
  }

  // RFC 792
  @Test
  void icmp() {
    put("0000 0000 00000000 abcd");
    IcmpMessage message = new IcmpMessage(memory, AT);
    message.write(3, 4, 0x0000_0578, 10);
    assertWritten("0304 4bb6 00000578 abcd");
    assertTrue(message.isIntact(10, 0));
    assertFalse(message.isIntact(9, 0));
    assertEquals(3, message.type());
    assertEquals(4, message.code());
    assertEquals(0x578, message.mtu());
    put("0800 0000 12345678");
    assertEquals(0x1234, message.identifier());
    assertEquals(0x5678, message.sequence());
  }

  // RFC 4443, 2.1
  @Test
  void icmpv6() {
    put("0000 0000 00000000 abcd");
    Icmpv6Message message = new Icmpv6Message(memory, AT);
    message.write(2, 0, 1280, 10, 0x3a + 10);
    assertWritten("0200 4cee 00000500 abcd");
    assertTrue(new IcmpMessage(memory, AT).isIntact(10, 0x3a + 10));
    assertEquals(2, message.type());
    assertEquals(0, message.code());
    assertEquals(1280, message.mtu());
  }

  @Test
  void aHugeMtuIsTheLargestNumber() {
    put("0200 0000 00000000");
    assertEquals(0, new Icmpv6Message(memory, AT).mtu());
    put("0200 0000 80000000");
    assertEquals(Integer.MAX_VALUE, new Icmpv6Message(memory, AT).mtu());
  }

  // RFC 4443, 2.4 (e)
  @Test
  void noErrorIsSentAboutAnErrorOrARedirect() {
    assertTrue(Icmpv6Message.isUnanswerable(1));
    assertTrue(Icmpv6Message.isUnanswerable(127));
    assertFalse(Icmpv6Message.isUnanswerable(128));
    assertFalse(Icmpv6Message.isUnanswerable(136));
    assertTrue(Icmpv6Message.isUnanswerable(137));
    assertFalse(Icmpv6Message.isUnanswerable(138));
  }

  // RFC 4861, 4.2 and 4.6.2
  @Test
  void routerAdvertisement() {
    RouterMessage message = new RouterMessage(memory, AT);
    assertEquals(AT + 16, message.writeAdvertisement(64, 0xc0, 0x0708));
    assertWritten("eeeeeeee 40 c0 0708 00000000 00000000");
  }

  @Test
  void prefixOption() {
    int written =
        new PrefixOption(memory, AT).write(64, 0xc0, 0x0001_5180, 0x3840, 0xfd00L << 48, 0);
    assertEquals(32, written);
    assertWritten("03 04 40 c0 00015180 00003840 00000000 fd00000000000000 0000000000000000");
  }

  // RFC 9293, 3.1
  @Test
  void tcp() {
    TcpSegment segment = new TcpSegment(memory, AT);
    segment.write(0x1234, 80, 0x0102_0304, 0xa1a2_a3a4, 32, TcpSegment.SYN | TcpSegment.ACK, 9);
    assertWritten("1234 0050 01020304 a1a2a3a4 80 12 0009 0000 0000");
    segment.checksum(0xabcd);
    assertWritten("1234 0050 01020304 a1a2a3a4 80 12 0009 abcd 0000");
    assertEquals(0x1234, segment.sourcePort());
    assertEquals(80, segment.destinationPort());
    assertEquals(0x0102_0304, segment.sequence());
    assertEquals(0xa1a2_a3a4, segment.acknowledgment());
    assertEquals(32, segment.headerLength());
    assertEquals(0x12, segment.flags());
    assertEquals(9, segment.window());
    assertTrue(segment.check(32));
    assertFalse(segment.check(31));
    put("1234 0050 00000000 00000000 4f"); // shorter than a header can be
    assertFalse(segment.check(20));
  }

  // RFC 768
  @Test
  void udp() {
    UdpDatagram datagram = new UdpDatagram(memory, AT);
    datagram.write(0x1234, 53, 9, 0xabcd);
    assertWritten("1234 0035 0009 abcd");
    assertEquals(0x1234, datagram.sourcePort());
    assertEquals(53, datagram.destinationPort());
    assertEquals(9, datagram.length());
    assertEquals(0xabcd, datagram.checksum());
    assertTrue(datagram.check(9));
    assertFalse(datagram.check(8));
  }

  // RFC 1071, 2 (A): swapped bytes give a swapped sum
  @Test
  void aSumOfBytesAtAnOddPlaceIsTurned() {
    put("12 34 56 78 9a");
    long whole = Checksum.sum(memory, AT, 5, 0);
    long rest = Checksum.atOddOffset(Checksum.sum(memory, AT + 1, 4, 0));
    assertEquals(Checksum.fold(whole), Checksum.fold(Checksum.sum(memory, AT, 1, 0) + rest));
    assertEquals(0xcdab, Checksum.atOddOffset(0xabcd));
  }
}
