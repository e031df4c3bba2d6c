package org.slirp4j.tcpip.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.DNS;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.GUEST_MAC;
import static org.slirp4j.tcpip.testing.TestStack.MILLISECOND;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;
import static org.slirp4j.tcpip.testing.TestStack.STACK_MAC;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.ArpPacket.ArpHeader;
import org.pcap4j.packet.namednumber.ArpOperation;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.EndCounter;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/** Packets for addresses of which the link address is not known. */
class ResolverTest {
  private static final long EVERYBODY = 0xffff_ffff_ffffL;
  private static final int REQUEST = 1;
  private static final int REPLY = 2;

  private final TestStack network = new TestStack(new RecordingUplink());
  private final GuestFrames guest = network.guest;

  @AfterEach
  void nothingIsHeld() {
    network.advance(4 * SECOND);
    network.assertNothingHeld();
    assertFalse(network.stack.hasWork());
  }

  private void send(int to, int bytes) {
    UdpFlow flow = network.stack.udpFlow(IpAddress.v4(to), 4000, network.now());
    assertNotNull(flow);
    Buffer buffer = network.payload(new byte[bytes]);
    flow.send(buffer, Buffers.HEADROOM_BYTES, bytes, 0, IpAddress.v4Low(FAR), 5000);
  }

  private List<EmittedFrame> emitted() {
    network.emit();
    return network.device.take();
  }

  private static int bits(InetAddress address) {
    return ByteBuffer.wrap(address.getAddress()).getInt();
  }

  private static byte[] replyFrom(GuestFrames guest, int address) {
    return guest.arp(STACK_MAC, REPLY, GUEST_MAC, address, STACK_MAC, GATEWAY);
  }

  @Test
  void everybodyIsAskedWhereTheAddressIs() {
    send(GUEST, 3);
    List<EmittedFrame> frames = emitted();
    assertEquals(1, frames.size());
    EmittedFrame request = frames.getFirst();
    ArpHeader arp = request.arp().getHeader();
    assertEquals(EVERYBODY, request.linkDestination());
    assertEquals(ArpOperation.REQUEST, arp.getOperation());
    assertEquals("52:55:0a:00:02:02", arp.getSrcHardwareAddr().toString());
    assertEquals(GATEWAY, bits(arp.getSrcProtocolAddr()));
    assertEquals("00:00:00:00:00:00", arp.getDstHardwareAddr().toString());
    assertEquals(GUEST, bits(arp.getDstProtocolAddr()));
  }

  @Test
  void theDatagramLeavesInTheTurnOfTheAnswer() {
    send(GUEST, 3);
    emitted();
    List<EmittedFrame> frames = network.exchange(network.arpReply());
    assertEquals(1, frames.size());
    assertEquals(GUEST_MAC, frames.getFirst().linkDestination());
    assertEquals(3, frames.getFirst().payload().length);
    network.assertNoDrops();
    network.device.clear();
    network.advance(10 * SECOND);
    assertEquals(List.of(), network.device.take());
  }

  @Test
  void aDatagramThatNeedsFragmentsWaitsAsOne() {
    send(GUEST, 20_000);
    emitted();
    assertEquals(14, network.exchange(network.arpReply()).size());
    network.assertNoDrops();
  }

  @Test
  void itIsAskedOnceASecondThreeTimes() {
    send(GUEST, 3);
    int[] at = {0, 1000, 2000};
    int asked = 0;
    for (int millis = 0; millis < 5000; millis += 5) {
      network.emit();
      int now = network.device.take().size();
      asked += now;
      int expected = 0;
      for (int each : at) {
        expected += each + 5 <= millis ? 1 : 0;
      }
      assertTrue(asked >= expected && asked <= expected + 1, asked + " at " + millis);
      send(GUEST, 3); // more of them do not ask more often
      network.advance(5 * MILLISECOND);
      if (millis == 2990) {
        break;
      }
    }
    assertEquals(3, asked);
  }

  @Test
  void whatNobodyAnswersForIsDroppedAndAskedAnew() {
    send(GUEST, 3);
    send(GUEST, 3);
    network.emit();
    network.advance(3 * SECOND + 2 * MILLISECOND);
    network.assertDrops(DropReason.NEIGHBOUR_SILENT, 2);
    assertEquals(3, network.device.take().size());
    network.assertNothingHeld();
    send(GUEST, 3);
    assertEquals(1, emitted().size());
    assertEquals(1, network.exchange(network.arpReply()).size());
  }

  @Test
  void theLatestPacketsAreKept() {
    int bound = Resolver.MAX_HELD_PACKETS;
    for (int bytes = 0; bytes < bound + 5; bytes++) {
      send(GUEST, bytes);
    }
    network.assertDrops(DropReason.NEIGHBOUR_LIMIT, 5);
    emitted();
    List<EmittedFrame> frames = network.exchange(network.arpReply());
    List<Integer> lengths = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < bound; i++) {
      lengths.add(frames.get(i).payload().length);
      expected.add(i + 5);
    }
    assertEquals(expected, lengths);
    assertEquals(bound, frames.size());
  }

  @Test
  void noMoreAddressesAreAskedForThanTheBoundSays() {
    int first = GuestFrames.ip("10.0.2.101");
    for (int i = 0; i < Resolver.MAX_PENDING + 10; i++) {
      send(first + i, 3);
    }
    network.assertDrops(DropReason.NEIGHBOUR_LIMIT, 10);
    assertEquals(Resolver.MAX_PENDING, emitted().size());
    byte[] reply = replyFrom(guest, first + 7);
    assertEquals(1, network.exchange(reply).size());
    send(first + 120, 3); // there is room for another now
    assertEquals(1, emitted().size());
    assertEquals(1, network.exchange(replyFrom(guest, first + 120)).size());
    assertEquals(1, network.exchange(replyFrom(guest, first + Resolver.MAX_PENDING - 1)).size());
  }

  @Test
  void aGuestMayHaveSeveralAddresses() {
    int second = GuestFrames.ip("10.0.2.77");
    send(GUEST, 1);
    send(second, 2);
    assertEquals(2, emitted().size());
    EmittedFrame later = network.exchange(replyFrom(guest, second)).getFirst();
    assertEquals(2, later.payload().length);
    assertEquals(second, bits(later.ip().getHeader().getDstAddr()));
    EmittedFrame sooner = network.exchange(network.arpReply()).getFirst();
    assertEquals(1, sooner.payload().length);
    assertEquals(GUEST, bits(sooner.ip().getHeader().getDstAddr()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.3.100",
        "192.0.2.1",
        "127.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "10.0.2.255",
        "10.0.2.0",
        "10.0.2.2",
        "10.0.2.3",
        "224.0.0.1"
      })
  void whatCannotBeOnTheLinkIsNotAskedFor(String address) {
    send(GuestFrames.ip(address), 3);
    assertEquals(List.of(), emitted());
    network.assertDrops(DropReason.NOT_ON_LINK, 1);
    EndCounter handler = new EndCounter();
    IpAddress there = IpAddress.v4(GuestFrames.ip(address));
    assertNotNull(network.stack.connect(there, 80, IpAddress.v4(FAR), 9, handler, network.now()));
    assertEquals(List.of(), emitted());
    assertEquals(0, handler.resets, "told within a call");
    network.advance(2 * MILLISECOND);
    assertEquals(1, handler.resets);
    assertEquals(List.of(), network.device.take());
  }

  @Test
  void whoSpokeFirstIsAnsweredWhereverHeIs() {
    int elsewhere = GuestFrames.ip("172.16.0.9");
    GuestFrames routed = new GuestFrames(GUEST_MAC, elsewhere, STACK_MAC);
    network.exchange(routed.udp(4000, FAR, 5000, new byte[1]));
    send(elsewhere, 3);
    assertEquals(GUEST_MAC, emitted().getFirst().linkDestination());
  }

  @Test
  void whoAsksForUsIsKnownWhereverHeIs() {
    int elsewhere = GuestFrames.ip("172.16.0.9");
    network.exchange(guest.arp(EVERYBODY, REQUEST, GUEST_MAC, elsewhere, 0, GATEWAY));
    send(elsewhere, 3);
    assertEquals(GUEST_MAC, emitted().getFirst().linkDestination());
  }

  @Test
  void answersThatNobodyAskedForTeachNothingOfOtherNetworks() {
    int elsewhere = GuestFrames.ip("172.16.0.9");
    network.exchange(replyFrom(guest, elsewhere));
    network.exchange(guest.arp(EVERYBODY, REQUEST, GUEST_MAC, elsewhere, 0, elsewhere));
    send(elsewhere, 3);
    assertEquals(List.of(), emitted());
    network.assertDrops(DropReason.NOT_ON_LINK, 1);
  }

  @Test
  void answersFromGroupsAndFromOurselvesAreNoAnswers() {
    send(GUEST, 3);
    emitted();
    assertEquals(List.of(), network.exchange(guest.arp(STACK_MAC, REPLY, EVERYBODY, GUEST, 0, 0)));
    assertEquals(List.of(), network.exchange(guest.arp(STACK_MAC, REPLY, 0, GUEST, 0, 0)));
    assertEquals(List.of(), network.exchange(guest.arp(STACK_MAC, REPLY, STACK_MAC, GUEST, 0, 0)));
    assertEquals(List.of(), network.exchange(guest.arp(STACK_MAC, REPLY, GUEST_MAC, DNS, 0, 0)));
    network.assertDrops(DropReason.BAD_ARP, 4);
    for (long source : new long[] {STACK_MAC, EVERYBODY, 0x3333_0000_0001L}) {
      GuestFrames liar = new GuestFrames(source, GUEST, STACK_MAC);
      assertEquals(List.of(), network.exchange(liar.udp(4000, FAR, 5000, new byte[1])));
    }
    network.assertDrops(DropReason.BAD_LINK_SOURCE, 3);
  }

  @Test
  void anAddressThatMovedIsSentToWhereItSpokeFromLast() {
    network.introduce();
    send(GUEST, 3);
    assertEquals(GUEST_MAC, emitted().getFirst().linkDestination());
    GuestFrames anew = new GuestFrames(GUEST_MAC + 9, GUEST, STACK_MAC);
    network.exchange(anew.udp(4000, FAR, 5000, new byte[1]));
    send(GUEST, 3);
    assertEquals(GUEST_MAC + 9, emitted().getFirst().linkDestination());
  }

  // RFC 4861, 7.3, in short: on a link of two ends, silence is only a reason to ask.
  @Test
  void whoWasSilentForAWhileIsAskedWhileTheOldAddressHolds() {
    network.introduce();
    network.advance(Neighbours.QUIET_NANOS - MILLISECOND);
    send(GUEST, 3);
    assertEquals(1, emitted().size());
    network.advance(MILLISECOND);
    send(GUEST, 3);
    send(GUEST, 3);
    List<EmittedFrame> frames = emitted();
    assertEquals(3, frames.size());
    assertEquals(EVERYBODY, frames.get(0).linkDestination());
    assertEquals(GUEST, bits(frames.get(0).arp().getHeader().getDstProtocolAddr()));
    assertEquals(GUEST_MAC, frames.get(1).linkDestination());
    assertEquals(GUEST_MAC, frames.get(2).linkDestination());
    network.exchange(network.arpReply());
    for (int i = 0; i < 3; i++) { // nobody answers any more: nothing is lost by that
      network.advance(Neighbours.QUIET_NANOS);
      send(GUEST, 3);
      assertEquals(2, emitted().size());
    }
    network.assertNoDrops();
  }

  @Test
  void whoMovedWithoutAWordIsFoundByTheNextQuestion() {
    network.introduce();
    network.advance(Neighbours.QUIET_NANOS);
    send(GUEST, 3);
    assertEquals(2, emitted().size());
    long moved = GUEST_MAC + 9;
    GuestFrames anew = new GuestFrames(moved, GUEST, STACK_MAC);
    byte[] reply = anew.arp(STACK_MAC, REPLY, moved, GUEST, STACK_MAC, GATEWAY);
    network.exchange(reply);
    send(GUEST, 3);
    assertEquals(moved, emitted().getFirst().linkDestination());
  }

  @Test
  void aForgottenNeighbourOfAnOpenConnectionIsAskedForAgain() {
    network.introduce();
    EndCounter handler = new EndCounter();
    network.stack.connect(IpAddress.v4(GUEST), 80, IpAddress.v4(FAR), 9, handler, network.now());
    assertEquals(1, emitted().size());
    // So many others speak that the guest's address is forgotten.
    for (int i = 0; i < 10_000; i++) {
      GuestFrames other = new GuestFrames(GUEST_MAC, GuestFrames.ip("10.9.0.0") + i, STACK_MAC);
      network.deliver(other.udp(4000, FAR, 0, new byte[1])); // a port that nobody has
    }
    network.advance(SECOND + 2 * MILLISECOND);
    List<EmittedFrame> frames = network.device.take();
    assertTrue(frames.getFirst().packet().getPayload() instanceof ArpPacket, frames::toString);
    assertEquals(1, frames.size());
    assertEquals(
        2, network.exchange(network.arpReply()).getFirst().tcp().getHeader().getRawData()[13]);
    network.advance(200 * SECOND);
    assertEquals(1, handler.resets);
  }
}
