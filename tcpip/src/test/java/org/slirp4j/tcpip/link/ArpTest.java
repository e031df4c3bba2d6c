package org.slirp4j.tcpip.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slirp4j.tcpip.testing.TestStack.DNS;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.GUEST_MAC;
import static org.slirp4j.tcpip.testing.TestStack.STACK_MAC;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.ArpPacket.ArpHeader;
import org.pcap4j.packet.namednumber.ArpOperation;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;
import org.slirp4j.tcpip.time.DeadlineWheel;

class ArpTest {
  private static final long EVERYBODY = 0xffff_ffff_ffffL;
  private static final int REQUEST = 1;
  private static final int REPLY = 2;

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = new TestStack(uplink);
  private final GuestFrames guest = network.guest;

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  @Test
  void theStacksAddressesAreAnsweredFor() {
    for (int address : new int[] {GATEWAY, DNS}) {
      EmittedFrame reply = network.exchange(guest.arpRequest(address)).getFirst();
      ArpHeader arp = reply.arp().getHeader();
      assertEquals(GUEST_MAC, reply.linkDestination());
      assertEquals(ArpOperation.REPLY, arp.getOperation());
      assertEquals("52:55:0a:00:02:02", arp.getSrcHardwareAddr().toString());
      assertEquals(address, bits(arp.getSrcProtocolAddr()));
      assertEquals("02:42:ac:11:00:02", arp.getDstHardwareAddr().toString());
      assertEquals(GUEST, bits(arp.getDstProtocolAddr()));
    }
    network.assertNoDrops();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.100", "10.0.2.4", "10.0.2.255", "192.0.2.7", "0.0.0.0"})
  void noOtherAddressIs(String address) {
    assertEquals(List.of(), network.exchange(guest.arpRequest(GuestFrames.ip(address))));
  }

  @Test
  void aProbeForTheGuestsOwnAddressIsNotAnswered() {
    byte[] probe = guest.arp(EVERYBODY, REQUEST, GUEST_MAC, 0, 0, GUEST);
    assertEquals(List.of(), network.exchange(probe));
    network.assertNoDrops();
  }

  @Test
  void aProbeTeachesNothing() {
    StackConfig config = network.config;
    Counters counters = new Counters();
    Neighbours neighbours = new Neighbours(1, new DeadlineWheel(0));
    FrameQueue queue = new FrameQueue(1, counters);
    Arp arp = new Arp(config, network.buffers, neighbours, queue, counters);
    byte[] probe = guest.arp(EVERYBODY, REQUEST, GUEST_MAC, 0, 0, GUEST);
    Buffer buffer = network.payload(probe);
    int at = Buffers.HEADROOM_BYTES + GuestFrames.IP_AT;
    arp.onPacket(buffer.memory(), at, probe.length - GuestFrames.IP_AT);
    buffer.release();
    assertEquals(Neighbours.UNKNOWN, neighbours.find(0, IpAddress.v4Low(0)));
    assertEquals(Neighbours.UNKNOWN, neighbours.find(0, IpAddress.v4Low(GUEST)));
    assertEquals(0, counters.drops(DropReason.BAD_ARP));
  }

  @Test
  void aProbeForTheGatewaysAddressIs() {
    byte[] probe = guest.arp(EVERYBODY, REQUEST, GUEST_MAC, 0, 0, GATEWAY);
    ArpHeader arp = network.exchange(probe).getFirst().arp().getHeader();
    assertEquals(GATEWAY, bits(arp.getSrcProtocolAddr()));
    assertEquals(0, bits(arp.getDstProtocolAddr()));
  }

  @Test
  void anAnnouncementTellsWhereTheGuestIsNow() {
    long moved = GUEST_MAC + 5;
    network.exchange(guest.udp(4000, FAR, 5000, new byte[1]));
    assertEquals(GUEST_MAC, linkDestinationOfADatagram());
    network.exchange(guest.arp(EVERYBODY, REQUEST, moved, GUEST, 0, GUEST));
    assertEquals(moved, linkDestinationOfADatagram());
    network.exchange(guest.arp(STACK_MAC, REPLY, GUEST_MAC, GUEST, STACK_MAC, GATEWAY));
    assertEquals(GUEST_MAC, linkDestinationOfADatagram());
  }

  private long linkDestinationOfADatagram() {
    Buffer buffer = network.payload(new byte[1]);
    uplink
        .udp
        .getFirst()
        .flow
        .send(buffer, Buffers.HEADROOM_BYTES, 1, 0, IpAddress.v4Low(FAR), 5000);
    network.emit();
    return network.device.takeOnly().linkDestination();
  }

  @Test
  void whatIsNoArpForIpv4IsDropped() {
    byte[] good = guest.arpRequest(GATEWAY);
    int dropped = 0;
    for (int at : new int[] {14, 16, 18, 19, 20, 21}) { // each field before the sender
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      assertEquals(List.of(), network.exchange(bad));
      network.assertDrops(DropReason.BAD_ARP, ++dropped);
    }
    assertEquals(List.of(), network.exchange(Arrays.copyOf(good, 41)));
    network.assertDrops(DropReason.BAD_ARP, ++dropped);
  }

  @Test
  void sendersThatCannotBeAreNotAnswered() {
    byte[][] bad = {
      guest.arp(EVERYBODY, REQUEST, EVERYBODY, GUEST, 0, GATEWAY),
      guest.arp(EVERYBODY, REQUEST, 0, GUEST, 0, GATEWAY),
      guest.arp(EVERYBODY, REQUEST, STACK_MAC, GUEST, 0, GATEWAY),
      guest.arp(EVERYBODY, REQUEST, GUEST_MAC, GATEWAY, 0, GATEWAY),
      guest.arp(EVERYBODY, REQUEST, GUEST_MAC, DNS, 0, GATEWAY),
      guest.arp(EVERYBODY, REQUEST, GUEST_MAC, GuestFrames.ip("224.0.0.1"), 0, GATEWAY),
      guest.arp(EVERYBODY, REQUEST, GUEST_MAC, -1, 0, GATEWAY),
      guest.arp(EVERYBODY, REQUEST, GUEST_MAC, GuestFrames.ip("127.0.0.1"), 0, GATEWAY),
    };
    assertEquals(List.of(), network.exchange(bad));
    network.assertDrops(DropReason.BAD_ARP, bad.length);
  }

  // RFC 5227, 2.1.1 and 2.4: probes and announcements of others are nobody's business.
  @Test
  void twoStationsThatWantTheSameAddressAreLeftToThemselves() {
    byte[] probe = guest.arp(EVERYBODY, REQUEST, GUEST_MAC, 0, 0, GUEST);
    byte[] other = guest.arp(EVERYBODY, REQUEST, GUEST_MAC + 1, 0, 0, GUEST);
    byte[] announcement = guest.arp(EVERYBODY, REQUEST, GUEST_MAC, GUEST, 0, GUEST);
    assertEquals(List.of(), network.exchange(probe, other, probe, announcement, announcement));
    network.assertNoDrops();
  }

  @Test
  void aFloodOfLiesLeavesTheHonestStationKnown() {
    for (int i = 0; i < 20_000; i++) {
      int address = GATEWAY + 2 + i % 250;
      long mac = GUEST_MAC + 1 + i;
      network.deliver(guest.arp(STACK_MAC, REPLY, mac, address, STACK_MAC, GATEWAY));
      network.deliver(guest.arp(EVERYBODY, REQUEST, mac, GATEWAY, 0, GATEWAY)); // as us
    }
    network.emit();
    assertEquals(List.of(), network.device.take());
    network.assertDrops(DropReason.BAD_ARP, 20_000);
    network.exchange(guest.udp(4000, FAR, 5000, new byte[1]));
    assertEquals(GUEST_MAC, linkDestinationOfADatagram());
  }

  @Test
  void repliesAreNotAnswered() {
    byte[] reply = guest.arp(STACK_MAC, REPLY, GUEST_MAC, GUEST, STACK_MAC, GATEWAY);
    assertEquals(List.of(), network.exchange(reply));
    network.assertNoDrops();
  }

  @Test
  void aRequestToAnotherStationIsNotLookedAt() {
    byte[] stray = guest.arp(STACK_MAC + 1, REQUEST, GUEST_MAC, GUEST, 0, GATEWAY);
    assertEquals(List.of(), network.exchange(stray));
    network.assertDrops(DropReason.WRONG_LINK_DESTINATION, 1);
  }

  private static int bits(InetAddress address) {
    return ByteBuffer.wrap(address.getAddress()).getInt();
  }
}
