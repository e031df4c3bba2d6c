package org.slirp4j.tcpip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * After {@code check} no accessor throws: every view stands in memory that ends where the checked
 * length does, so reading beyond it would.
 */
class WireChecksTest {
  private static final int ROUNDS = 20_000;

  private final Random random = new Random(826);

  private MemorySegment randomMemory(int length) {
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(length, 1)).asSlice(0, length);
    for (int i = 0; i < length; i++) {
      NetworkOrder.put8(memory, i, random.nextInt());
    }
    return memory;
  }

  @Test
  void ethernet() {
    for (int length = 0; length < 40; length++) {
      MemorySegment memory = randomMemory(length);
      EthernetFrame frame = new EthernetFrame(memory, 0);
      assertEquals(length >= 14, frame.check(length));
      if (frame.check(length)) {
        frame.destination();
        frame.source();
        frame.etherType();
      }
    }
  }

  @Test
  void arp() {
    int sound = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int length = random.nextInt(40);
      MemorySegment memory = randomMemory(length);
      if (length >= 8 && random.nextInt(4) > 0) {
        NetworkOrder.put64(memory, 0, 0x0001_0800_0604_0000L | random.nextInt(4));
      }
      ArpPacket packet = new ArpPacket(memory, 0);
      if (packet.check(length)) {
        sound++;
        packet.senderMac();
        packet.sender();
        packet.target();
        assertTrue(
            packet.operation() == ArpPacket.REQUEST || packet.operation() == ArpPacket.REPLY);
      }
    }
    assertTrue(sound > 100);
  }

  @Test
  void ipv4() {
    int sound = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int length = random.nextInt(90);
      MemorySegment memory = randomMemory(length);
      if (length >= 4 && random.nextInt(4) > 0) {
        NetworkOrder.put8(memory, 0, 0x40 | random.nextInt(16));
        NetworkOrder.put16(memory, 2, random.nextInt(100));
      }
      Ipv4Packet packet = new Ipv4Packet(memory, 0);
      if (packet.check(length)) {
        sound++;
        packet.isHeaderIntact();
        packet.source();
        packet.destination();
        memory.asSlice(packet.headerLength(), packet.totalLength() - packet.headerLength());
      }
      if (packet.checkQuoted(length, 8)) {
        memory.asSlice(packet.headerLength(), 8);
      }
    }
    assertTrue(sound > 100);
  }

  @Test
  void ipv6() {
    int sound = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int length = random.nextInt(90);
      MemorySegment memory = randomMemory(length);
      if (length >= 8 && random.nextInt(4) > 0) {
        NetworkOrder.put8(memory, 0, 0x60 | random.nextInt(16));
        NetworkOrder.put16(memory, 4, random.nextInt(60));
      }
      Ipv6Packet packet = new Ipv6Packet(memory, 0);
      if (packet.check(length)) {
        sound++;
        packet.trafficClass();
        packet.nextHeader();
        packet.hopLimit();
        packet.srcHigh();
        packet.dstLow();
        memory.asSlice(Ipv6Packet.HEADER_BYTES, packet.payloadLength());
      }
      if (packet.checkQuoted(length, 8)) {
        memory.asSlice(Ipv6Packet.HEADER_BYTES, 8);
      }
    }
    assertTrue(sound > 100);
  }

  @Test
  void ipv6ExtensionHeaders() {
    int[] numbers = {
      Ipv6Chain.HOP_BY_HOP, Ipv6Chain.ROUTING, Ipv6Chain.FRAGMENT, Ipv6Chain.DESTINATION, 6, 17
    };
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int length = random.nextInt(120);
      MemorySegment memory = randomMemory(length);
      for (int at = 0; at + 8 <= length; at += 8) {
        NetworkOrder.put8(memory, at, numbers[random.nextInt(numbers.length)]);
        NetworkOrder.put8(memory, at + 1, random.nextInt(3));
        NetworkOrder.put16(memory, at + 2, random.nextInt(9));
      }
      int first = numbers[random.nextInt(numbers.length)];
      long upper = Ipv6Chain.upperLayer(memory, 0, first, length);
      if (upper >= 0) {
        found++;
        assertTrue((int) upper >= 0 && (int) upper <= length);
        assertFalse(Ipv6Chain.isExtension((int) (upper >>> 32)));
      }
      if (Ipv6Chain.isWhole(memory, 0, first, length)) {
        memory.asSlice(upper & 0xffff_ffffL, upper >>> 32 == 6 ? 20 : 8);
      }
    }
    assertTrue(found > 1000);
  }

  @Test
  void icmpv6() {
    for (int length = 0; length < 40; length++) {
      MemorySegment memory = randomMemory(length);
      if (new IcmpMessage(memory, 0).check(length)) {
        assertTrue(new Icmpv6Message(memory, 0).mtu() >= 0);
      }
    }
  }

  @Test
  void udp() {
    int sound = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int length = random.nextInt(40);
      MemorySegment memory = randomMemory(length);
      if (length >= 8) {
        NetworkOrder.put16(memory, 4, random.nextInt(50));
      }
      UdpDatagram datagram = new UdpDatagram(memory, 0);
      if (datagram.check(length)) {
        sound++;
        datagram.sourcePort();
        datagram.checksum();
        memory.asSlice(UdpDatagram.HEADER_BYTES, datagram.length() - UdpDatagram.HEADER_BYTES);
      }
    }
    assertTrue(sound > 100);
  }

  @Test
  void icmp() {
    for (int length = 0; length < 40; length++) {
      IcmpMessage message = new IcmpMessage(randomMemory(length), 0);
      assertEquals(length >= 8, message.check(length));
      if (message.check(length)) {
        message.isIntact(length, 0);
        message.sequence();
      }
    }
  }

  @Test
  void addressesOfOneHost() {
    assertTrue(Ipv4Packet.isHost(0x0a000264));
    assertTrue(Ipv4Packet.isHost(0xdfffffff));
    assertTrue(Ipv4Packet.isHost(0xf0000001));
    assertFalse(Ipv4Packet.isHost(0));
    assertFalse(Ipv4Packet.isHost(0x00ffffff));
    assertFalse(Ipv4Packet.isHost(0x7f000001));
    assertFalse(Ipv4Packet.isHost(0x7fffffff));
    assertFalse(Ipv4Packet.isHost(0xe0000001));
    assertFalse(Ipv4Packet.isHost(0xefffffff));
    assertFalse(Ipv4Packet.isHost(0xffffffff));
  }
}
