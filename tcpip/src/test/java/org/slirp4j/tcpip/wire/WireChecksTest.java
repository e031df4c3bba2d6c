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
        message.isIntact(length);
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
