package org.slirp4j.tcpip.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slirp4j.tcpip.testing.GuestFrames.IP_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.GuestFrames6.ICMPV6;
import static org.slirp4j.tcpip.testing.TestStack.DNS6;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6_LOCAL;
import static org.slirp4j.tcpip.testing.TestStack.GUEST_MAC;
import static org.slirp4j.tcpip.testing.TestStack.ROUTER6;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

class Ipv6InputTest {
  private static final byte[] DATA = {1, 2, 3, 4, 5};

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = TestStack.dual(uplink);
  private final GuestFrames6 guest = network.guest6;

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  private byte[] changed(int at, int value) {
    byte[] frame = guest.udp(1000, FAR6, 2000, DATA);
    frame[IP_AT + at] = (byte) value;
    return frame;
  }

  private void assertDropped(byte[] frame, DropReason reason) {
    long before = network.stack.counters().drops(reason);
    assertEquals(List.of(), network.exchange(frame));
    network.assertDrops(reason, before + 1);
    assertEquals(List.of(), uplink.udp);
    assertEquals(List.of(), uplink.echo);
  }

  private void assertArrived() {
    assertArrayEquals(DATA, uplink.udp.getLast().datagrams.getLast().payload());
    network.assertNoDrops();
  }

  private EmittedFrame answer(byte[] frame) {
    network.deliver(frame);
    network.emit();
    return network.device.takeOnly();
  }

  private static void assertIcmp(EmittedFrame error, int type, int code, int word) {
    byte[] message = error.ipPayload();
    assertEquals(type, message[0], "type");
    assertEquals(code, message[1], "code");
    int pointer = message[4] << 24 | (message[5] & 255) << 16 | (message[6] & 255) << 8;
    assertEquals(word, pointer | (message[7] & 255), "second word");
  }

  private static void assertQuotes(byte[] frame, EmittedFrame error) {
    byte[] quoted = Arrays.copyOfRange(error.ipPayload(), 8, error.ipPayload().length);
    assertArrayEquals(Arrays.copyOfRange(frame, IP_AT, IP_AT + quoted.length), quoted);
    assertEquals(Math.min(frame.length - IP_AT, 1232), quoted.length);
  }

  @Test
  void aGoodPacketGetsThroughWithWhatFollowsItCutOff() {
    byte[] frame = guest.udp(1000, FAR6, 2000, DATA);
    assertEquals(List.of(), network.exchange(Arrays.copyOf(frame, frame.length + 9)));
    assertArrived();
    assertEquals(GUEST6, uplink.udp.getFirst().flow.guestAddress());
    assertEquals(FAR6, uplink.udp.getFirst().datagrams.getFirst().to());
  }

  @Test
  void withoutIpv6TheEtherTypeIsUnknown() {
    TestStack without = new TestStack(uplink);
    assertEquals(List.of(), without.exchange(guest.udp(1000, FAR6, 2000, DATA)));
    without.assertDrops(DropReason.UNKNOWN_ETHER_TYPE, 1);
  }

  @Test
  void headersThatContradictThemselvesAreDropped() {
    assertDropped(changed(0, 0x40), DropReason.BAD_IP_HEADER); // version 4
    assertDropped(changed(5, 14), DropReason.BAD_IP_HEADER); // packet longer than the frame
    byte[] frame = guest.udp(1000, FAR6, 2000, DATA);
    for (int length = IP_AT; length < frame.length; length++) {
      assertDropped(Arrays.copyOf(frame, length), DropReason.BAD_IP_HEADER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"::", "::1", "ff02::1", "ff0e::7", "::ffff:10.0.2.100", "::10.0.2.100", "::7"})
  void sourcesThatAreNoHostAreDropped(String source) {
    assertDropped(guest.from(source).udp(1000, FAR6, 2000, DATA), DropReason.BAD_SOURCE);
    assertDropped(guest.from(source).echoRequest(GATEWAY6, 1, 1, DATA), DropReason.BAD_SOURCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::2", "fd00::2", "fd00::3"})
  void theStacksOwnAddressesAsSourceAreDropped(String source) {
    assertDropped(guest.from(source).udp(1000, FAR6, 2000, DATA), DropReason.BAD_SOURCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "::1", "::ffff:192.0.2.7", "::192.0.2.7", "fe80::3", "fe80:1::2"})
  void destinationsThatNoRouterForwardsToAreDropped(String destination) {
    IpAddress to = GuestFrames6.ip(destination);
    assertDropped(guest.udp(1000, to, 2000, DATA), DropReason.BAD_DESTINATION);
  }

  // The kernel never sends these; who writes frames by hand finds no way to the host by them,
  // whatever the policy says.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.2.2",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1", // RFC 2765
        "fe80::1",
      })
  void noDisguiseOfALoopbackAddressGetsThrough(String disguise) {
    IpAddress to = GuestFrames6.ip(disguise);
    byte[] datagram = guest.udpDatagram(1000, to, 2000, DATA);
    byte[][] frames = {
      guest.tcp(1000, to, 80, 0, 0, 2, 1000, new byte[0]),
      guest.ipv6(to, UDP, datagram),
      guest.echoRequest(to, 1, 1, DATA),
      guest.ipv6(to, UDP, 1, datagram), // on its last hop
      guest.ipv6(to, 132, DATA),
      guest.ipv6(to, 60, GuestFrames6.extension(UDP, new byte[6], datagram)),
      guest.ipv6(to, 43, GuestFrames6.extension(UDP, new byte[] {0, 1, 0, 0, 0, 0}, datagram)),
      guest.ipv6(to, 44, GuestFrames6.fragmentHeader(UDP, 0, false, 7, datagram)),
      guest.ipv6(to, 44, GuestFrames6.fragmentHeader(UDP, 0, true, 8, new byte[16])),
    };
    for (byte[] frame : frames) {
      assertDropped(frame, DropReason.BAD_DESTINATION);
    }
  }

  // RFC 4443, 3.4; RFC 4302 and others: what is no extension header to the stack is a protocol.
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 41, 47, 50, 51, 89, 135, 139, 140, 253, 254, 255})
  void whatTheStackDoesNotSpeakIsReported(int number) {
    assertIcmp(answer(guest.ipv6(FAR6, number, new byte[24])), 4, 1, 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff02::fb", "ff02::16", "ff02::1:2", "ff0e::1", "ff02::1:ff00:4"})
  void groupsThatTheStackIsNotInAreNotServed(String group) {
    IpAddress to = GuestFrames6.ip(group);
    assertDropped(guest.udp(1000, to, 2000, DATA), DropReason.GROUP_DESTINATION);
    assertDropped(guest.echoRequest(to, 1, 1, DATA), DropReason.GROUP_DESTINATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff02::1", "ff02::2", "ff02::1:ff00:2", "ff02::1:ff00:3"})
  void theStacksGroupsAreForIcmpOnly(String group) {
    IpAddress to = GuestFrames6.ip(group);
    assertDropped(guest.udp(1000, to, 2000, DATA), DropReason.GROUP_DESTINATION);
    byte[] syn = guest.tcp(1000, to, 80, 0, 0, 2, 1000, new byte[0]);
    assertDropped(syn, DropReason.GROUP_DESTINATION);
    EmittedFrame reply = answer(guest.echoRequest(to, 7, 8, DATA));
    assertEquals("/fd00:0:0:0:0:0:0:2", reply.ip6().getHeader().getSrcAddr().toString());
    assertArrayEquals(DATA, reply.payload());
  }

  @Test
  void whatCameByLinkMulticastWasForNobody() {
    byte[] frame = guest.udp(1000, FAR6, 2000, DATA);
    Arrays.fill(frame, 0, 6, (byte) 0xff);
    assertDropped(frame, DropReason.GROUP_DESTINATION);
  }

  @Test
  void aLinkLocalAddressReachesTheWorldToo() {
    GuestFrames6 local = local();
    for (IpAddress own : List.of(ROUTER6, GATEWAY6, DNS6)) {
      EmittedFrame reply = answer(local.echoRequest(own, 1, 2, DATA));
      assertEquals(own, GuestFrames6.ip(text(reply.ip6().getHeader().getSrcAddr())));
    }
    network.assertNoDrops();
    network.exchange(local.udp(1000, FAR6, 2000, DATA));
    assertArrayEquals(DATA, uplink.udp.getFirst().datagrams.getFirst().payload());
    network.exchange(local.echoRequest(FAR6, 1, 1, DATA));
    assertArrayEquals(DATA, uplink.echo.getFirst().requests.getFirst().data());
    EmittedFrame refusal = answer(local.tcp(1000, FAR6, 80, 0, 0, 2, 1000, new byte[0]));
    assertEquals(FAR6, GuestFrames6.ip(text(refusal.ip6().getHeader().getSrcAddr())));
    assertEquals(GUEST6_LOCAL, GuestFrames6.ip(text(refusal.ip6().getHeader().getDstAddr())));
    assertEquals(0x14, refusal.ipPayload()[13]); // RST, ACK
    network.assertNoDrops();
  }

  @Test
  void aLinkLocalAddressIsToldOfLostPacketsByTheRoutersOwn() {
    byte[] lost = local().ipv6(FAR6, UDP, 1, guest.udpDatagram(1000, FAR6, 2000, DATA));
    EmittedFrame error = answer(lost);
    assertIcmp(error, 3, 0, 0);
    assertEquals(ROUTER6, GuestFrames6.ip(text(error.ip6().getHeader().getSrcAddr())));
    assertQuotes(lost, error);
  }

  private GuestFrames6 local() {
    return guest.from("fe80::42:acff:fe11:2");
  }

  private static String text(java.net.InetAddress address) {
    return address.getHostAddress();
  }

  @Test
  void theLastHopIsReportedByTheGatewayUnlessItIsTheDestination() {
    byte[] datagram = guest.udpDatagram(1000, FAR6, 2000, DATA);
    for (int hops = 0; hops < 2; hops++) {
      byte[] frame = guest.ipv6(FAR6, UDP, hops, datagram);
      EmittedFrame error = answer(frame);
      assertIcmp(error, 3, 0, 0);
      assertEquals(GATEWAY6, GuestFrames6.ip(text(error.ip6().getHeader().getSrcAddr())));
      assertEquals(GUEST_MAC, error.linkDestination());
      assertQuotes(frame, error);
    }
    network.assertDrops(DropReason.HOP_LIMIT_REACHED, 2);
    byte[] own = guest.icmpMessage(DNS6, 128, 0, 1, DATA);
    assertEquals((byte) 129, answer(guest.ipv6(DNS6, ICMPV6, 1, own)).ipPayload()[0]);
  }

  @Test
  void unknownProtocolsAreReportedWithAPointerToTheirNumber() {
    byte[] frame = guest.ipv6(FAR6, 132, DATA);
    assertIcmp(answer(frame), 4, 1, 6);
    byte[] behind = guest.ipv6(FAR6, 60, GuestFrames6.extension(132, new byte[6], DATA));
    EmittedFrame error = answer(behind);
    assertIcmp(error, 4, 1, 40);
    assertQuotes(behind, error);
    network.assertDrops(DropReason.UNKNOWN_PROTOCOL, 2);
    assertDropped(guest.ipv6(FAR6, 59, DATA), DropReason.UNKNOWN_PROTOCOL);
  }

  @Test
  void aReportIsNeverLongerThanTheLeastMtu() {
    byte[] frame = guest.ipv6(FAR6, 132, new byte[1400]);
    EmittedFrame error = answer(frame);
    assertEquals(1280, error.ip6().length());
    assertQuotes(frame, error);
  }

  @Test
  void nothingIsReportedAboutErrorsGroupsOrToNobody() {
    byte[] error = guest.icmpMessage(FAR6, 1, 0, 0, new byte[48]);
    assertDropped(guest.ipv6(FAR6, ICMPV6, 1, error), DropReason.HOP_LIMIT_REACHED);
    byte[] redirect = guest.icmpMessage(FAR6, 137, 0, 0, new byte[48]);
    assertDropped(guest.ipv6(FAR6, ICMPV6, 1, redirect), DropReason.HOP_LIMIT_REACHED);
    byte[] hidden = GuestFrames6.extension(ICMPV6, new byte[6], error);
    assertDropped(guest.ipv6(FAR6, 60, 1, hidden), DropReason.HOP_LIMIT_REACHED);
    IpAddress all = GuestFrames6.ip("ff02::1");
    assertDropped(guest.ipv6(all, 132, DATA), DropReason.GROUP_DESTINATION);
    assertDropped(guest.from("::").ipv6(all, 132, DATA), DropReason.GROUP_DESTINATION);
  }

  @Test
  void answersGoWhereTheSourceWasLastSeen() {
    GuestFrames6 moved = new GuestFrames6(0x0242_0000_0001L, GUEST6, TestStack.STACK_MAC);
    assertEquals(GUEST_MAC, answer(guest.echoRequest(DNS6, 1, 1, DATA)).linkDestination());
    assertEquals(0x0242_0000_0001L, answer(moved.echoRequest(DNS6, 1, 1, DATA)).linkDestination());
  }
}
