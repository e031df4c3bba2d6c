package org.slirp4j.tcpip.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slirp4j.tcpip.testing.GuestFrames.IP_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.TestStack.DNS;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.GUEST_MAC;
import static org.slirp4j.tcpip.testing.TestStack.STACK_MAC;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.IpV4Packet;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.Rfc1071;
import org.slirp4j.tcpip.testing.TestStack;

class Ipv4InputTest {
  private static final byte[] NO_OPTIONS = {};
  private static final byte[] DATA = {1, 2, 3, 4, 5};

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = new TestStack(uplink);
  private final GuestFrames guest = network.guest;

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  /** A good datagram with one header byte changed and the checksum mended. */
  private byte[] changed(int at, int value) {
    byte[] frame = guest.udp(1000, FAR, 2000, DATA);
    frame[IP_AT + at] = (byte) value;
    return mended(frame);
  }

  private static byte[] mended(byte[] frame) {
    GuestFrames.put16(frame, IP_AT + 10, 0);
    GuestFrames.put16(frame, IP_AT + 10, ~Rfc1071.sum(frame, IP_AT, IP_AT + 20, 0));
    return frame;
  }

  private byte[] fromTo(int source, int destination) {
    byte[] datagram = guest.udpDatagram(1000, destination, 2000, DATA);
    GuestFrames.put16(datagram, 6, 0); // no UDP checksum: it is not what is tested
    return guest.ipv4(source, destination, UDP, 0, 0x4000, 64, NO_OPTIONS, datagram);
  }

  private void assertDropped(byte[] frame, DropReason reason) {
    long before = network.stack.counters().drops(reason);
    assertEquals(List.of(), network.exchange(frame));
    network.assertDrops(reason, before + 1);
    assertEquals(List.of(), uplink.udp);
  }

  @Test
  void aGoodPacketGetsThroughWithWhatFollowsItCutOff() {
    byte[] padded = Arrays.copyOf(guest.udp(1000, FAR, 2000, DATA), 60);
    assertEquals(List.of(), network.exchange(padded));
    assertArrayEquals(DATA, uplink.udp.getFirst().datagrams.getFirst().payload());
    network.assertNoDrops();
  }

  @Test
  void headersThatContradictThemselvesAreDropped() {
    assertDropped(changed(0, 0x55), DropReason.BAD_IP_HEADER); // version 5
    assertDropped(changed(0, 0x44), DropReason.BAD_IP_HEADER); // header of 16 bytes
    assertDropped(changed(0, 0x4f), DropReason.BAD_IP_HEADER); // header longer than the packet
    assertDropped(changed(3, 19), DropReason.BAD_IP_HEADER); // packet shorter than its header
    assertDropped(changed(3, 34), DropReason.BAD_IP_HEADER); // packet longer than the frame
    byte[] frame = guest.udp(1000, FAR, 2000, DATA);
    for (int length = IP_AT; length < frame.length; length++) {
      assertDropped(Arrays.copyOf(frame, length), DropReason.BAD_IP_HEADER);
    }
  }

  @Test
  void everyBitOfTheHeaderIsUnderTheChecksum() {
    byte[] frame = guest.udp(1000, FAR, 2000, DATA);
    for (int bit = 8; bit < 160; bit++) { // all but version and header length
      if (bit >= 16 && bit < 32) {
        continue; // total length
      }
      byte[] bad = frame.clone();
      bad[IP_AT + bit / 8] ^= (byte) (1 << bit % 8);
      assertDropped(bad, DropReason.BAD_IP_CHECKSUM);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1", "255.255.255.255"})
  void sourcesThatAreNoHostAreDropped(String source) {
    assertDropped(fromTo(GuestFrames.ip(source), FAR), DropReason.BAD_SOURCE);
  }

  @Test
  void theStacksOwnAddressesAsSourceAreDropped() {
    assertDropped(fromTo(GATEWAY, FAR), DropReason.BAD_SOURCE);
    assertDropped(fromTo(DNS, FAR), DropReason.BAD_SOURCE);
  }

  @Test
  void groupsAreNotServed() {
    assertDropped(fromTo(GUEST, GuestFrames.ip("224.0.0.251")), DropReason.GROUP_DESTINATION);
    assertDropped(fromTo(GUEST, GuestFrames.ip("239.1.2.3")), DropReason.GROUP_DESTINATION);
    assertDropped(fromTo(GUEST, -1), DropReason.GROUP_DESTINATION);
  }

  // RFC 1122, 3.2.1.3 and 3.2.2; RFC 1812, 5.3.5: whatever link address it came by.
  @ParameterizedTest
  @ValueSource(strings = {"10.0.2.255", "10.0.2.0", "255.255.255.255"})
  void broadcastsAreDroppedWithoutAWord(String broadcast) {
    int everybody = GuestFrames.ip(broadcast);
    assertDropped(fromTo(GUEST, everybody), DropReason.GROUP_DESTINATION);
    byte[] unknown = guest.ipv4(everybody, 132, DATA);
    assertDropped(unknown, DropReason.GROUP_DESTINATION);
    byte[] lastHop = guest.ipv4WithTtl(everybody, UDP, 1, guest.udpDatagram(1, everybody, 2, DATA));
    assertDropped(lastHop, DropReason.GROUP_DESTINATION);
    assertDropped(guest.echoRequest(everybody, 1, 1, DATA), DropReason.GROUP_DESTINATION);
    assertDropped(fromTo(everybody, FAR), DropReason.BAD_SOURCE);
    byte[] syn = guest.tcp(1000, everybody, 80, 1, 0, GuestFrames.SYN, 1000, new byte[0]);
    assertDropped(syn, DropReason.GROUP_DESTINATION); // RFC 9293, MUST-57
  }

  // RFC 3376, 4: to a group, with a router alert and one hop; and as an attacker might send it.
  @Test
  void reportsOfGroupMembershipAreCounted() {
    int igmp = 2;
    byte[] alert = {(byte) 148, 4, 0, 0};
    byte[] report = {0x22, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, (byte) 224, 0, 0, (byte) 251};
    int routers = GuestFrames.ip("224.0.0.22");
    byte[] frame = guest.ipv4(GUEST, routers, igmp, 0, 0x4000, 1, alert, report);
    assertDropped(frame, DropReason.GROUP_DESTINATION);
    for (int i = 0; i < 6; i++) { // as a kernel does: by the group's link address
      frame[i] = (byte) (0x0100_5e00_0016L >>> (8 * (5 - i)));
    }
    assertDropped(frame, DropReason.GROUP_DESTINATION);
  }

  // RFC 7126, 4: what is not a route is for others to obey.
  @ParameterizedTest
  @ValueSource(ints = {7, 68, 82, 94, 130, 133, 134, 136, 142, 148, 152, 158, 205, 222})
  void everyOtherOptionIsPassedOver(int kind) {
    byte[] options = {(byte) kind, 8, 5, 0, 0, 0, 0, 0};
    byte[] datagram = guest.udpDatagram(1000, FAR, 2000, DATA);
    network.exchange(guest.ipv4(GUEST, FAR, UDP, 0, 0, 64, options, datagram));
    assertArrayEquals(DATA, uplink.udp.getFirst().datagrams.getFirst().payload());
    network.assertNoDrops();
  }

  @Test
  void whatCameByLinkBroadcastWasForNobody() {
    byte[] frame = guest.udp(1000, GuestFrames.ip("10.0.2.255"), 2000, DATA);
    Arrays.fill(frame, 0, 6, (byte) 0xff);
    assertDropped(frame, DropReason.GROUP_DESTINATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.0.0.1"})
  void destinationsThatNoNetworkHasAreDropped(String destination) {
    assertDropped(fromTo(GUEST, GuestFrames.ip(destination)), DropReason.BAD_DESTINATION);
  }

  @Test
  void optionsAreSkipped() {
    byte[] options = {7, 7, 4, 0, 0, 0, 0, 1, (byte) 148, 4, 0, 0}; // record route, router alert
    byte[] datagram = guest.udpDatagram(1000, FAR, 2000, DATA);
    network.exchange(guest.ipv4(GUEST, FAR, UDP, 0, 0, 64, options, datagram));
    assertArrayEquals(DATA, uplink.udp.getFirst().datagrams.getFirst().payload());
    network.assertNoDrops();
  }

  @Test
  void whatFollowsTheEndOfOptionsIsNotOne() {
    byte[] options = {0, (byte) 131, 3, 4};
    byte[] datagram = guest.udpDatagram(1000, FAR, 2000, DATA);
    network.exchange(guest.ipv4(GUEST, FAR, UDP, 0, 0, 64, options, datagram));
    assertEquals(1, uplink.udp.size());
  }

  @Test
  void sourceRoutesAreRefused() {
    byte[][] routes = {
      {(byte) 131, 3, 4, 0}, // loose
      {(byte) 137, 7, 4, 10, 0, 2, 2, 0}, // strict
      {1, 1, 1, (byte) 131}, // hidden behind padding, without its length
      {7, 3, 4, (byte) 137}, // behind another option
      {7, 0, (byte) 131, 3}, // an option without end: what follows cannot be told
      {7, 1, (byte) 131, 3},
    };
    for (byte[] route : routes) {
      byte[] datagram = guest.udpDatagram(1000, FAR, 2000, DATA);
      assertDropped(
          guest.ipv4(GUEST, FAR, UDP, 0, 0, 64, route, datagram), DropReason.SOURCE_ROUTED);
    }
  }

  @Test
  void theLastHopForOthersEndsAtTheGateway() {
    for (int ttl : new int[] {0, 1}) {
      byte[] datagram = guest.udpDatagram(1000, FAR, 33434, DATA);
      byte[] sent = guest.ipv4WithTtl(FAR, UDP, ttl, datagram);
      EmittedFrame error = network.exchange(sent).getFirst();
      IpV4Packet.IpV4Header header = error.ip().getHeader();
      assertEquals("/10.0.2.2", header.getSrcAddr().toString());
      assertEquals("/10.0.2.100", header.getDstAddr().toString());
      byte[] icmp = error.ipPayload();
      assertEquals(11, icmp[0]);
      assertEquals(0, icmp[1]);
      assertArrayEquals(
          Arrays.copyOfRange(sent, IP_AT, sent.length), Arrays.copyOfRange(icmp, 8, icmp.length));
    }
    network.assertDrops(DropReason.HOP_LIMIT_REACHED, 2);
    assertEquals(List.of(), uplink.udp);
  }

  @Test
  void theLastHopForTheStackItselfIsGoodEnough() {
    byte[] echo = guest.icmpMessage(8, 0, 1, DATA);
    assertEquals(1, network.exchange(guest.ipv4WithTtl(GATEWAY, 1, 1, echo)).size());
    assertEquals(1, network.exchange(guest.ipv4WithTtl(GATEWAY, 1, 0, echo)).size());
    network.assertNoDrops();
  }

  @Test
  void aLaterFragmentOnItsLastHopIsNotAnswered() {
    byte[] payload = new byte[64];
    byte[] later = guest.fragment(FAR, UDP, 7, payload, 32, 64);
    later[IP_AT + 8] = 1;
    assertDropped(mended(later), DropReason.HOP_LIMIT_REACHED);
    byte[] first = guest.fragment(FAR, UDP, 7, payload, 0, 32);
    first[IP_AT + 8] = 1;
    assertEquals(1, network.exchange(mended(first)).size());
  }

  @Test
  void protocolsThatTheStackDoesNotSpeakAreReportedAsUnreachable() {
    for (int to : new int[] {GATEWAY, DNS, FAR}) {
      EmittedFrame error = network.exchange(guest.ipv4(to, 132, new byte[40])).getFirst();
      assertEquals(
          to == DNS ? "/10.0.2.3" : "/10.0.2.2", error.ip().getHeader().getSrcAddr().toString());
      assertEquals(3, error.ipPayload()[0]);
      assertEquals(2, error.ipPayload()[1]);
    }
    network.assertDrops(DropReason.UNKNOWN_PROTOCOL, 3);
  }

  @Test
  void answersGoWhereTheAddressWasSeenLast() {
    EmittedFrame first = network.exchange(guest.echoRequest(GATEWAY, 1, 1, DATA)).getFirst();
    assertEquals(GUEST_MAC, first.linkDestination());
    GuestFrames moved = new GuestFrames(GUEST_MAC + 9, GUEST, STACK_MAC);
    EmittedFrame second = network.exchange(moved.echoRequest(GATEWAY, 1, 2, DATA)).getFirst();
    assertEquals(GUEST_MAC + 9, second.linkDestination());
  }

  @Test
  void everyAddressOfTheContainerHasItsOwnPlace() {
    GuestFrames other = new GuestFrames(GUEST_MAC + 9, GUEST + 1, STACK_MAC);
    network.deliver(guest.echoRequest(GATEWAY, 1, 1, DATA));
    network.deliver(other.echoRequest(GATEWAY, 1, 1, DATA));
    network.deliver(guest.echoRequest(GATEWAY, 1, 2, DATA));
    network.emit();
    List<EmittedFrame> replies = network.device.take();
    assertEquals(GUEST_MAC, replies.get(0).linkDestination());
    assertEquals(GUEST_MAC + 9, replies.get(1).linkDestination());
    assertEquals("/10.0.2.101", replies.get(1).ip().getHeader().getDstAddr().toString());
    assertEquals(GUEST_MAC, replies.get(2).linkDestination());
  }
}
