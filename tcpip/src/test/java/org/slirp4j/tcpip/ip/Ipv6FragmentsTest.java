package org.slirp4j.tcpip.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.GuestFrames.IP_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.TCP;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.GuestFrames6.DESTINATION_OPTIONS;
import static org.slirp4j.tcpip.testing.GuestFrames6.FRAGMENT;
import static org.slirp4j.tcpip.testing.GuestFrames6.HOP_BY_HOP;
import static org.slirp4j.tcpip.testing.GuestFrames6.ICMPV6;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY6;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.RecordingUplink.Datagram;
import org.slirp4j.tcpip.testing.TestStack;

/** Fragments of IPv6 packets, in and out (RFC 8200, 4.5). */
class Ipv6FragmentsTest {
  private static final int ID = 0x8000_4711;

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = TestStack.dual(uplink);
  private final GuestFrames6 guest = network.guest6;
  private final Random random = new Random(4711);

  @AfterEach
  void nothingIsHeldAfterTheTimeout() {
    network.advance(2 * Reassembler.TIMEOUT_NANOS);
    network.assertNothingHeld();
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private List<byte[]> cut(int protocol, byte[] transport, int id, int step) {
    List<byte[]> fragments = new ArrayList<>();
    for (int at = 0; at < transport.length; at += step) {
      int end = Math.min(at + step, transport.length);
      fragments.add(guest.fragment(FAR6, protocol, id, transport, at, end));
    }
    return fragments;
  }

  private List<Datagram> received() {
    return uplink.udp.isEmpty() ? List.of() : uplink.udp.getFirst().datagrams;
  }

  private void assertProblem(byte[] frame, int code, int pointer) {
    byte[] error = network.exchange(frame).getFirst().ipPayload();
    assertArrayEquals(new byte[] {4, (byte) code}, Arrays.copyOf(error, 2));
    assertEquals(pointer, ByteBuffer.wrap(error).getInt(4));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void severalPacketsInAnyOrderOfFragments(long seed) {
    random.setSeed(seed);
    List<byte[]> payloads = new ArrayList<>();
    List<byte[]> fragments = new ArrayList<>();
    for (int id = 0; id < 20; id++) {
      byte[] payload = randomBytes(1 + random.nextInt(id == 0 ? 65_527 : 5000));
      payloads.add(payload);
      byte[] datagram = guest.udpDatagram(1000, FAR6, 2000 + id, payload);
      fragments.addAll(cut(UDP, datagram, id << 16, 8 * (1 + random.nextInt(100))));
    }
    Collections.shuffle(fragments, random);
    fragments.forEach(network::deliver);
    assertEquals(20, received().size());
    for (Datagram datagram : received()) {
      assertArrayEquals(payloads.get(datagram.toPort() - 2000), datagram.payload());
    }
    network.emit(); // a router advertisement
    network.assertNoDrops();
    network.assertNothingHeld();
  }

  @Test
  void theLongestDatagramThereIs() {
    byte[] payload = randomBytes(65_527);
    cut(UDP, guest.udpDatagram(1000, FAR6, 2000, payload), ID, 1448).forEach(network::deliver);
    assertArrayEquals(payload, received().getFirst().payload());
    network.assertNoDrops();
  }

  @Test
  void headersBeforeAndBehindTheFragmentHeader() {
    byte[] payload = randomBytes(3000);
    byte[] datagram = guest.udpDatagram(1000, FAR6, 2000, payload);
    byte[] part = GuestFrames6.extension(UDP, new byte[] {5, 2, 0, 0}, datagram);
    List<byte[]> frames = new ArrayList<>();
    for (int at = 0; at < part.length; at += 1000) {
      int end = Math.min(at + 1000, part.length);
      byte[] piece = Arrays.copyOfRange(part, at, end);
      byte[] fragment =
          GuestFrames6.fragmentHeader(DESTINATION_OPTIONS, at, end < part.length, ID, piece);
      // What stands before may differ; that of the first fragment counts.
      byte[] options = new byte[at == 0 ? 6 : 30];
      byte[] before = GuestFrames6.extension(DESTINATION_OPTIONS, options, new byte[0]);
      byte[] rest = GuestFrames6.extension(FRAGMENT, new byte[14], fragment);
      byte[] all = Arrays.copyOf(before, before.length + rest.length);
      System.arraycopy(rest, 0, all, before.length, rest.length);
      frames.add(guest.ipv6(FAR6, HOP_BY_HOP, all));
    }
    Collections.reverse(frames);
    frames.forEach(network::deliver);
    assertArrayEquals(payload, received().getFirst().payload());
    network.assertNoDrops();
  }

  @Test
  void aProblemBehindTheFragmentHeaderIsFoundInTheWholePacket() {
    byte[] part = GuestFrames6.extension(132, new byte[6], new byte[2000]);
    byte[] first = GuestFrames6.fragmentHeader(60, 0, true, ID, Arrays.copyOf(part, 1000));
    byte[] last =
        GuestFrames6.fragmentHeader(
            60, 1000, false, ID, Arrays.copyOfRange(part, 1000, part.length));
    network.deliver(guest.ipv6(FAR6, FRAGMENT, first));
    network.deliver(guest.ipv6(FAR6, FRAGMENT, last));
    network.emit();
    byte[] error = network.device.takeOnly().ipPayload();
    assertArrayEquals(new byte[] {4, 1}, Arrays.copyOf(error, 2));
    assertEquals(40, ByteBuffer.wrap(error).getInt(4), "pointer into the whole packet");
    assertEquals(60, error[8 + 6], "the fragment header is gone");
    assertEquals(part.length, ByteBuffer.wrap(error).getShort(8 + 4), "payload length");
    network.assertDrops(DropReason.UNKNOWN_PROTOCOL, 1);
    network.assertNothingHeld();
  }

  @Test
  void overlapsCondemnTheWholePacket() {
    byte[] datagram = guest.udpDatagram(1000, FAR6, 2000, randomBytes(3000));
    network.deliver(guest.fragment(FAR6, UDP, ID, datagram, 0, 1008));
    network.deliver(guest.fragment(FAR6, UDP, ID, datagram, 1000, 2000));
    network.assertDrops(DropReason.BAD_FRAGMENT, 1);
    network.deliver(guest.fragment(FAR6, UDP, ID, datagram, 2000, 3008));
    network.deliver(guest.fragment(FAR6, UDP, ID, datagram, 1008, 2000));
    network.assertDrops(DropReason.BAD_FRAGMENT, 3);
    network.emit();
    assertEquals(List.of(), network.device.take(), "RFC 5722, 4: nobody is told");
    assertEquals(List.of(), received());
  }

  @Test
  void aLoneFragmentDoesNotMixWithOthersOfItsNumber() {
    byte[] payload = randomBytes(2000);
    List<byte[]> fragments = cut(UDP, guest.udpDatagram(1000, FAR6, 2000, payload), ID, 1000);
    network.deliver(fragments.get(0));
    byte[] small = guest.udpDatagram(1000, FAR6, 2001, new byte[3]);
    network.deliver(
        guest.ipv6(FAR6, FRAGMENT, GuestFrames6.fragmentHeader(UDP, 0, false, ID, small)));
    assertEquals(2001, received().getFirst().toPort());
    network.deliver(fragments.get(1));
    network.deliver(fragments.get(2));
    assertArrayEquals(payload, received().getLast().payload());
    network.assertNoDrops();
  }

  @Test
  void theFirstFragmentHasAllHeaders() {
    byte[] datagram = guest.udpDatagram(1000, FAR6, 2000, new byte[100]);
    byte[] chain = GuestFrames6.extension(UDP, new byte[14], datagram);
    for (int length = 8; length <= 16; length += 8) {
      byte[] cut = Arrays.copyOf(chain, length);
      byte[] first = GuestFrames6.fragmentHeader(DESTINATION_OPTIONS, 0, true, ID, cut);
      assertProblem(guest.ipv6(FAR6, FRAGMENT, first), 3, 0);
    }
    byte[] tiny = GuestFrames6.fragmentHeader(TCP, 0, true, ID, new byte[16]);
    assertProblem(guest.ipv6(FAR6, FRAGMENT, tiny), 3, 0);
    network.assertDrops(DropReason.BAD_FRAGMENT, 3);
    network.assertNothingHeld();
  }

  @Test
  void lengthsThatCannotBeAreReported() {
    byte[] odd = GuestFrames6.fragmentHeader(UDP, 0, true, ID, new byte[101]);
    assertProblem(guest.ipv6(FAR6, FRAGMENT, odd), 0, 4);
    byte[] beyond = GuestFrames6.fragmentHeader(UDP, 65_528, false, ID, new byte[8]);
    assertProblem(guest.ipv6(FAR6, FRAGMENT, beyond), 0, 42);
    network.assertDrops(DropReason.BAD_FRAGMENT, 2);
    network.assertNothingHeld();
    byte[] empty = GuestFrames6.fragmentHeader(UDP, 8, true, ID, new byte[0]);
    assertEquals(List.of(), network.exchange(guest.ipv6(FAR6, FRAGMENT, empty)));
    network.assertDrops(DropReason.BAD_FRAGMENT, 3);
  }

  /** Each fragment for itself could be of a packet that there can be. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void packetThatHeadersMakeTooLongIsNone(boolean firstComesLast) {
    byte[] datagram = guest.udpDatagram(1000, FAR6, 2000, randomBytes(65_527));
    List<byte[]> fragments = cut(UDP, datagram, ID, 1448);
    byte[] part = GuestFrames6.fragmentHeader(UDP, 0, true, ID, Arrays.copyOf(datagram, 1448));
    byte[] options = GuestFrames6.extension(FRAGMENT, new byte[6], part);
    fragments.set(0, guest.ipv6(FAR6, DESTINATION_OPTIONS, options));
    if (firstComesLast) {
      Collections.reverse(fragments);
    }
    fragments.forEach(network::deliver);
    assertEquals(List.of(), received());
    network.assertDrops(DropReason.BAD_FRAGMENT, 1);
  }

  @Test
  void moreHeadersThanThereIsRoomForAreNoFirstFragment() {
    byte[] datagram = guest.udpDatagram(1000, FAR6, 2000, new byte[1000]);
    byte[] first = GuestFrames6.fragmentHeader(UDP, 0, true, ID, Arrays.copyOf(datagram, 800));
    byte[] chain = GuestFrames6.extension(FRAGMENT, new byte[254], first);
    assertEquals(List.of(), network.exchange(guest.ipv6(FAR6, HOP_BY_HOP, chain)));
    network.assertDrops(DropReason.BAD_FRAGMENT, 1);
  }

  @Test
  void whatDoesNotComeInTimeIsReportedIfItsBeginningCame() {
    byte[] datagram = guest.udpDatagram(1000, FAR6, 2000, randomBytes(3000));
    byte[] first = guest.fragment(FAR6, UDP, ID, datagram, 0, 1000);
    network.deliver(first);
    network.deliver(guest.fragment(FAR6, UDP, ID + 1, datagram, 1000, 2000));
    network.advance(59 * SECOND);
    assertEquals(List.of(), network.device.take());
    network.introduce(); // heard of lately, so that nobody asks
    network.advance(2 * SECOND);
    byte[] error = network.device.takeOnly().ipPayload();
    assertArrayEquals(new byte[] {3, 1}, Arrays.copyOf(error, 2));
    byte[] quoted = Arrays.copyOfRange(error, 8, error.length);
    assertArrayEquals(Arrays.copyOfRange(first, IP_AT, first.length), quoted);
    network.assertDrops(DropReason.REASSEMBLY_GIVEN_UP, 2);
  }

  @Test
  void noTimeOutIsReportedAboutAnError() {
    byte[] error = guest.icmpMessage(FAR6, 1, 0, 0, new byte[1100]);
    network.deliver(guest.fragment(FAR6, ICMPV6, ID, error, 0, 1000));
    network.advance(61 * SECOND);
    assertEquals(List.of(), network.device.take());
  }

  @Test
  void anEchoInFragmentsIsAnsweredInFragments() {
    byte[] data = randomBytes(60_000);
    byte[] request = guest.icmpMessage(GATEWAY6, 128, 0, 0x1_0002, data);
    for (int at = 0; at < request.length; at += 1448) {
      int end = Math.min(at + 1448, request.length);
      network.deliver(guest.fragment(GATEWAY6, ICMPV6, ID, request, at, end));
    }
    network.emit();
    byte[] reply = defragment(network.device.take(), ICMPV6);
    assertArrayEquals(data, Arrays.copyOfRange(reply, 8, reply.length));
    network.assertNoDrops();
    network.assertNothingHeld();
  }

  // ---- out

  private static byte[] defragment(List<EmittedFrame> frames, int protocol) {
    int total = 0;
    for (EmittedFrame frame : frames) {
      total += frame.ipPayload().length - 8;
    }
    ByteBuffer whole = ByteBuffer.allocate(total);
    int id = ByteBuffer.wrap(frames.getFirst().ipPayload()).getInt(4);
    for (EmittedFrame frame : frames) {
      ByteBuffer header = ByteBuffer.wrap(frame.ipPayload());
      assertEquals(protocol, header.get(0));
      assertEquals(whole.position(), header.getShort(2) & 0xfff8, "offset");
      assertEquals(id, header.getInt(4), "identification");
      whole.put(header.array(), 8, header.capacity() - 8);
      assertEquals(whole.hasRemaining(), (header.getShort(2) & 1) == 1, "more fragments");
    }
    return whole.array();
  }

  private UdpFlow open(TestStack to) {
    to.exchange(to.guest6.udp(4000, FAR6, 5000, new byte[1]));
    return uplink.udp.getLast().flow;
  }

  private byte[] send(TestStack to, UdpFlow flow, int length) {
    byte[] payload = randomBytes(length);
    flow.send(to.payload(payload), Buffers.HEADROOM_BYTES, length, FAR6.high(), FAR6.low(), 5000);
    return payload;
  }

  @ParameterizedTest
  @CsvSource({
    "1500, 0, 1",
    "1500, 1452, 1",
    "1500, 1453, 2",
    "1500, 2888, 2",
    "1500, 2889, 3",
    "1500, 65527, 46",
    "65520, 65472, 1",
    "65520, 65473, 2",
    "1280, 5000, 5",
  })
  void datagramsAreCutWhenLongerThanTheMtu(int mtu, int length, int frames) {
    for (Offloads offloads : List.of(Offloads.NONE, Offloads.ALL)) {
      TestStack to =
          new TestStack(
              TestStack.config6(mtu, offloads, Limits.DEFAULT), Buffers.bounded(256, 4096), uplink);
      byte[] payload = send(to, open(to), length);
      to.emit();
      List<EmittedFrame> emitted = to.device.take();
      assertEquals(frames, emitted.size());
      if (frames == 1) {
        assertArrayEquals(payload, emitted.getFirst().payload());
        assertEquals(offloads.checksum(), emitted.getFirst().partialChecksum());
      } else {
        byte[] datagram = defragment(emitted, UDP);
        assertArrayEquals(payload, Arrays.copyOfRange(datagram, 8, datagram.length));
        // The same addresses the other way round give the same checksum.
        byte[] expected =
            new GuestFrames6(1, FAR6, 1).udpDatagram(5000, TestStack.GUEST6, 4000, payload);
        assertArrayEquals(Arrays.copyOf(expected, 8), Arrays.copyOf(datagram, 8));
      }
      to.assertNoDrops();
      to.assertNothingHeld();
    }
  }

  @Test
  void twoPacketsHaveTwoNumbersThatTellNothing() {
    UdpFlow flow = open(network);
    int before = 0;
    for (int i = 0; i < 10; i++) {
      send(network, flow, 4000);
      network.emit();
      int id = ByteBuffer.wrap(network.device.take().getFirst().ipPayload()).getInt(4);
      assertTrue(Math.abs(id - before) > 1, "neighbours: " + before + " and " + id);
      assertNotEquals(before & 0xffff, id & 0xffff);
      before = id;
    }
  }

  @Test
  void whatIsTooLongForAnyPacketIsDropped() {
    UdpFlow flow = open(network);
    send(network, flow, 65_528);
    network.assertDrops(DropReason.TOO_LONG, 1);
    network.assertNothingHeld();
  }

  @Test
  void allFragmentsOrNone() {
    Limits limits = new Limits(64, 16, 16, 16, 16, 4, 10, 1 << 20, 1 << 20);
    TestStack to =
        new TestStack(
            TestStack.config6(1500, Offloads.NONE, limits), Buffers.bounded(16, 64), uplink);
    UdpFlow flow = open(to);
    send(to, flow, 15_000); // 11 fragments for 10 places
    to.assertDrops(DropReason.QUEUE_FULL, 1);
    to.emit();
    assertEquals(List.of(), to.device.take());
    to.assertNothingHeld();
  }
}
