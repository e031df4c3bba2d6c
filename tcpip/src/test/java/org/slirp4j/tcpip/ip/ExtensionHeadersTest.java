package org.slirp4j.tcpip.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.GuestFrames6.DESTINATION_OPTIONS;
import static org.slirp4j.tcpip.testing.GuestFrames6.FRAGMENT;
import static org.slirp4j.tcpip.testing.GuestFrames6.HOP_BY_HOP;
import static org.slirp4j.tcpip.testing.GuestFrames6.ICMPV6;
import static org.slirp4j.tcpip.testing.GuestFrames6.NO_NEXT_HEADER;
import static org.slirp4j.tcpip.testing.GuestFrames6.ROUTING;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

class ExtensionHeadersTest {
  private static final byte[] DATA = {1, 2, 3, 4, 5};
  private static final IpAddress ALL_NODES = GuestFrames6.ip("ff02::1");
  private static final int FIRST_AT = 40;

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = TestStack.dual(uplink);
  private final GuestFrames6 guest = network.guest6;
  private final byte[] datagram = guest.udpDatagram(1000, FAR6, 2000, DATA);

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  private static byte[] option(int kind, int length) {
    byte[] option = new byte[2 + length];
    option[0] = (byte) kind;
    option[1] = (byte) length;
    return option;
  }

  private static byte[] route(int type, int segmentsLeft) {
    byte[] route = new byte[22];
    route[0] = (byte) type;
    route[1] = (byte) segmentsLeft;
    return route;
  }

  private void assertArrives(byte[] frame) {
    int before = uplink.udp.isEmpty() ? 0 : uplink.udp.getFirst().datagrams.size();
    assertEquals(List.of(), network.exchange(frame));
    assertEquals(before + 1, uplink.udp.getFirst().datagrams.size());
    assertArrayEquals(DATA, uplink.udp.getFirst().datagrams.getLast().payload());
    network.assertNoDrops();
  }

  private void assertDropped(byte[] frame, DropReason reason) {
    long before = network.stack.counters().drops(reason);
    assertEquals(List.of(), network.exchange(frame));
    network.assertDrops(reason, before + 1);
    assertEquals(List.of(), uplink.udp);
  }

  private void assertProblem(byte[] frame, DropReason reason, int code, int pointer) {
    long before = network.stack.counters().drops(reason);
    byte[] error = network.exchange(frame).getFirst().ipPayload();
    assertArrayEquals(new byte[] {4, (byte) code}, Arrays.copyOf(error, 2));
    assertEquals(pointer, ByteBuffer.wrap(error).getInt(4));
    network.assertDrops(reason, before + 1);
    assertEquals(List.of(), uplink.udp);
  }

  @Test
  void whatSaysNothingIsPassedOver() {
    byte[] empty = GuestFrames6.extension(UDP, new byte[0], datagram);
    assertArrives(guest.ipv6(FAR6, DESTINATION_OPTIONS, empty));
    assertArrives(guest.ipv6(FAR6, HOP_BY_HOP, empty));
    byte[] alert = GuestFrames6.extension(UDP, option(5, 2), datagram);
    assertArrives(guest.ipv6(FAR6, HOP_BY_HOP, alert));
    byte[] unknown = GuestFrames6.extension(UDP, option(0x1e, 77), datagram);
    assertArrives(guest.ipv6(FAR6, DESTINATION_OPTIONS, unknown));
    byte[] routed = GuestFrames6.extension(UDP, route(0, 0), datagram);
    assertArrives(guest.ipv6(FAR6, ROUTING, routed));
    byte[] all = GuestFrames6.extension(DESTINATION_OPTIONS, route(4, 0), empty);
    all = GuestFrames6.extension(ROUTING, option(1, 4), all);
    all = GuestFrames6.extension(DESTINATION_OPTIONS, option(5, 2), all);
    assertArrives(guest.ipv6(FAR6, HOP_BY_HOP, all));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 255", "2, 1", "3, 1", "4, 2"})
  void routesThatGoOnAreRefused(int type, int segmentsLeft) {
    byte[] routed = GuestFrames6.extension(UDP, route(type, segmentsLeft), datagram);
    assertProblem(guest.ipv6(FAR6, ROUTING, routed), DropReason.SOURCE_ROUTED, 0, FIRST_AT + 2);
  }

  @Test
  void optionsSayWhatBecomesOfPacketsWhereTheyAreUnknown() {
    byte[] silent = GuestFrames6.extension(UDP, option(0x5e, 1), datagram);
    assertDropped(guest.ipv6(FAR6, HOP_BY_HOP, silent), DropReason.BAD_EXTENSION_HEADER);
    byte[] told = GuestFrames6.extension(UDP, option(0x9e, 1), datagram);
    byte[] toldUnlessGroup = GuestFrames6.extension(UDP, option(0xde, 1), datagram);
    for (byte[] chain : List.of(told, toldUnlessGroup)) {
      assertProblem(
          guest.ipv6(FAR6, DESTINATION_OPTIONS, chain),
          DropReason.BAD_EXTENSION_HEADER,
          2,
          FIRST_AT + 2);
    }
    byte[] behind = GuestFrames6.extension(DESTINATION_OPTIONS, option(1, 4), told);
    assertProblem(
        guest.ipv6(FAR6, HOP_BY_HOP, behind), DropReason.BAD_EXTENSION_HEADER, 2, FIRST_AT + 8 + 2);
    assertProblem(
        guest.ipv6(ALL_NODES, DESTINATION_OPTIONS, told),
        DropReason.BAD_EXTENSION_HEADER,
        2,
        FIRST_AT + 2);
    assertDropped(
        guest.ipv6(ALL_NODES, DESTINATION_OPTIONS, toldUnlessGroup),
        DropReason.BAD_EXTENSION_HEADER);
  }

  // RFC 2675, 3; RFC 6275, 6.3: options whose numbers say that the sender is to hear of it.
  @Test
  void jumbogramsAndHomeAddressesAreUnknownOptions() {
    byte[] jumbo = GuestFrames6.extension(UDP, new byte[] {(byte) 0xc2, 4, 0, 1, 0, 0}, datagram);
    assertProblem(
        guest.ipv6(FAR6, HOP_BY_HOP, jumbo), DropReason.BAD_EXTENSION_HEADER, 2, FIRST_AT + 2);
    byte[] endless = guest.ipv6(FAR6, HOP_BY_HOP, jumbo);
    endless[18] = 0; // payload length, as jumbograms have it
    endless[19] = 0;
    assertDropped(endless, DropReason.BAD_EXTENSION_HEADER);
    byte[] home = GuestFrames6.extension(UDP, option(0xc9, 16), datagram);
    assertProblem(
        guest.ipv6(FAR6, DESTINATION_OPTIONS, home),
        DropReason.BAD_EXTENSION_HEADER,
        2,
        FIRST_AT + 2);
  }

  @Test
  void hopByHopOptionsStandFirstOrNowhere() {
    byte[] inner = GuestFrames6.extension(UDP, new byte[0], datagram);
    byte[] outer = GuestFrames6.extension(HOP_BY_HOP, new byte[0], inner);
    assertProblem(
        guest.ipv6(FAR6, DESTINATION_OPTIONS, outer), DropReason.BAD_EXTENSION_HEADER, 1, FIRST_AT);
    byte[] atomic = GuestFrames6.fragmentHeader(HOP_BY_HOP, 0, false, 7, inner);
    assertProblem(guest.ipv6(FAR6, FRAGMENT, atomic), DropReason.BAD_EXTENSION_HEADER, 1, FIRST_AT);
  }

  @Test
  void headersThatReachBeyondThePacketAreDropped() {
    byte[] chain = GuestFrames6.extension(UDP, option(1, 12), datagram);
    for (int length = 0; length < 16; length++) {
      assertDropped(
          guest.ipv6(FAR6, DESTINATION_OPTIONS, Arrays.copyOf(chain, length)),
          DropReason.BAD_EXTENSION_HEADER);
    }
    byte[] fragment = GuestFrames6.fragmentHeader(UDP, 0, false, 7, datagram);
    for (int length = 0; length < 8; length++) {
      assertDropped(
          guest.ipv6(FAR6, FRAGMENT, Arrays.copyOf(fragment, length)),
          DropReason.BAD_EXTENSION_HEADER);
    }
    byte[] endless = GuestFrames6.extension(UDP, new byte[] {1, 3, 0, 0, 0, 0}, datagram);
    endless[3] = 5; // the option is longer than the header
    assertDropped(guest.ipv6(FAR6, DESTINATION_OPTIONS, endless), DropReason.BAD_EXTENSION_HEADER);
    byte[] cut = GuestFrames6.extension(UDP, new byte[] {0, 0, 0, 0, 0, 30}, datagram);
    assertDropped(guest.ipv6(FAR6, DESTINATION_OPTIONS, cut), DropReason.BAD_EXTENSION_HEADER);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 1000})
  void theirNumberIsBounded(int headers) {
    byte[] chain = datagram;
    int next = UDP;
    for (int i = 0; i < headers; i++) {
      chain = GuestFrames6.extension(next, new byte[0], chain);
      next = DESTINATION_OPTIONS;
    }
    byte[] frame = guest.ipv6(FAR6, DESTINATION_OPTIONS, chain);
    if (headers <= 8) {
      assertArrives(frame);
    } else {
      assertDropped(frame, DropReason.BAD_EXTENSION_HEADER);
    }
  }

  @Test
  void nothingBehindThemIsNothing() {
    byte[] none = GuestFrames6.extension(NO_NEXT_HEADER, new byte[0], new byte[0]);
    assertDropped(guest.ipv6(FAR6, DESTINATION_OPTIONS, none), DropReason.UNKNOWN_PROTOCOL);
    byte[] short4 = GuestFrames6.extension(UDP, new byte[0], Arrays.copyOf(datagram, 7));
    assertDropped(guest.ipv6(FAR6, DESTINATION_OPTIONS, short4), DropReason.BAD_TRANSPORT_HEADER);
  }

  @Test
  void anEchoBehindOptionsIsAnswered() {
    byte[] echo = guest.icmpMessage(TestStack.GATEWAY6, 128, 0, 0x7_0008, DATA);
    byte[] chain = GuestFrames6.extension(ICMPV6, option(5, 2), echo);
    byte[] reply =
        network.exchange(guest.ipv6(TestStack.GATEWAY6, HOP_BY_HOP, chain)).getFirst().ipPayload();
    assertEquals((byte) 129, reply[0]);
    assertArrayEquals(DATA, Arrays.copyOfRange(reply, 8, reply.length));
  }

  @Test
  void aLoneFragmentIsAWholePacket() {
    byte[] atomic = GuestFrames6.fragmentHeader(UDP, 0, false, 7, datagram);
    assertArrives(guest.ipv6(FAR6, FRAGMENT, atomic));
    byte[] nested = GuestFrames6.fragmentHeader(FRAGMENT, 0, false, 7, atomic);
    TestStack other = TestStack.dual(new RecordingUplink());
    assertEquals(List.of(), other.exchange(guest.ipv6(FAR6, FRAGMENT, nested)));
    other.assertDrops(DropReason.BAD_FRAGMENT, 1);
  }
}
