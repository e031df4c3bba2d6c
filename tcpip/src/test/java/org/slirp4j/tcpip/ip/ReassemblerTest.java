package org.slirp4j.tcpip.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.GuestFrames.ICMP;
import static org.slirp4j.tcpip.testing.GuestFrames.IP_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.RecordingUplink.Datagram;
import org.slirp4j.tcpip.testing.Rfc1071;
import org.slirp4j.tcpip.testing.TestStack;

class ReassemblerTest {
  private static final int ID = 4711;

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = new TestStack(uplink);
  private final GuestFrames guest = network.guest;
  private final Random random = new Random(815);

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

  /** Cuts a transport packet at the given places, which are multiples of eight. */
  private List<byte[]> cut(byte[] transport, int id, int... places) {
    List<byte[]> fragments = new ArrayList<>();
    int from = 0;
    for (int to : places) {
      fragments.add(guest.fragment(FAR, UDP, id, transport, from, to));
      from = to;
    }
    fragments.add(guest.fragment(FAR, UDP, id, transport, from, transport.length));
    return fragments;
  }

  private List<byte[]> cutEvenly(byte[] transport, int id, int step) {
    int[] places = new int[(transport.length - 1) / step];
    Arrays.setAll(places, i -> (i + 1) * step);
    return cut(transport, id, places);
  }

  private List<Datagram> received() {
    return uplink.udp.isEmpty() ? List.of() : uplink.udp.getFirst().datagrams;
  }

  @Test
  void fragmentsInOrderAndInReverse() {
    byte[] payload = randomBytes(4000);
    List<byte[]> fragments = cutEvenly(guest.udpDatagram(1000, FAR, 2000, payload), ID, 1480);
    assertEquals(3, fragments.size());
    fragments.forEach(network::deliver);
    assertArrayEquals(payload, received().getFirst().payload());
    Collections.reverse(fragments);
    fragments.forEach(network::deliver);
    assertArrayEquals(payload, received().getLast().payload());
    network.assertNoDrops();
    network.assertNothingHeld();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void severalPacketsInAnyOrderOfFragments(long seed) {
    random.setSeed(seed);
    List<byte[]> payloads = new ArrayList<>();
    List<byte[]> fragments = new ArrayList<>();
    for (int id = 0; id < 20; id++) {
      byte[] payload = randomBytes(1 + random.nextInt(id == 0 ? 65_507 : 5000));
      payloads.add(payload);
      byte[] datagram = guest.udpDatagram(1000, FAR, 2000 + id, payload);
      fragments.addAll(cutEvenly(datagram, id, 8 * (1 + random.nextInt(100))));
    }
    Collections.shuffle(fragments, random);
    fragments.forEach(network::deliver);
    assertEquals(20, received().size());
    for (Datagram datagram : received()) {
      assertArrayEquals(payloads.get(datagram.toPort() - 2000), datagram.payload());
    }
    network.assertNoDrops();
    network.assertNothingHeld();
  }

  @Test
  void theLongestPacketThereIs() {
    byte[] payload = randomBytes(65_507);
    cutEvenly(guest.udpDatagram(1000, FAR, 2000, payload), ID, 1480).forEach(network::deliver);
    assertArrayEquals(payload, received().getFirst().payload());
  }

  @Test
  void theWholePacketsChecksumIsVerifiedWhateverTheDeviceSaysOfItsFragments() {
    byte[] datagram = guest.udpDatagram(1000, FAR, 2000, randomBytes(100));
    datagram[50] ^= 1;
    cutEvenly(datagram, ID, 56).forEach(fragment -> network.deliver(fragment, true, 0));
    network.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, 1);
  }

  @Test
  void packetsAreToldApartByIdProtocolAndAddresses() {
    byte[] payload = randomBytes(100);
    byte[] datagram = guest.udpDatagram(1000, FAR, 2000, payload);
    GuestFrames other = new GuestFrames(TestStack.GUEST_MAC, GUEST + 1, TestStack.STACK_MAC);
    network.deliver(guest.fragment(FAR, UDP, ID, datagram, 0, 56));
    network.deliver(guest.fragment(FAR, UDP, ID + 1, datagram, 56, 108));
    network.deliver(guest.fragment(FAR, ICMP, ID, datagram, 56, 108));
    network.deliver(guest.fragment(FAR + 1, UDP, ID, datagram, 56, 108));
    network.deliver(other.fragment(FAR, UDP, ID, datagram, 56, 108));
    assertEquals(List.of(), received());
    network.deliver(guest.fragment(FAR, UDP, ID, datagram, 56, 108));
    assertArrayEquals(payload, received().getFirst().payload());
  }

  @Test
  void anOverlapCondemnsThePacketAndWhatIsStillToCome() {
    byte[] datagram = guest.udpDatagram(1000, FAR, 2000, randomBytes(192));
    network.deliver(guest.fragment(FAR, UDP, ID, datagram, 0, 64));
    network.deliver(guest.fragment(FAR, UDP, ID, datagram, 56, 128));
    network.assertDrops(DropReason.BAD_FRAGMENT, 1);
    network.assertNothingHeld();
    cutEvenly(datagram, ID, 64).forEach(network::deliver);
    assertEquals(List.of(), received());
    network.assertDrops(DropReason.BAD_FRAGMENT, 5);
    network.advance(61 * SECOND);
    assertEquals(List.of(), network.device.take(), "no error about what was condemned");
    cutEvenly(datagram, ID, 64).forEach(network::deliver);
    assertEquals(1, received().size(), "the number is free again");
  }

  @Test
  void whatContradictsItselfCondemnsThePacket() {
    byte[] data = new byte[256];
    byte[][][] contradictions = {
      // Two ends.
      {part(data, 64, 128, false), part(data, 128, 192, false)},
      // Data beyond the end, before and after the end is known.
      {part(data, 64, 128, false), part(data, 128, 192, true)},
      {part(data, 128, 192, true), part(data, 64, 128, false)},
      // A fragment in the middle that is no multiple of eight, and one of nothing.
      {part(data, 0, 60, true)},
      {part(data, 64, 64, true)},
      {part(data, 64, 64, false)},
      // The same twice, with other bytes.
      {part(data, 0, 64, true), part(randomBytes(64), 0, 64, true)},
    };
    int dropped = 0;
    for (byte[][] fragments : contradictions) {
      Arrays.stream(fragments).forEach(network::deliver);
      network.assertDrops(DropReason.BAD_FRAGMENT, ++dropped);
      network.assertNothingHeld();
      network.advance(61 * SECOND);
      network.device.clear();
    }
  }

  private byte[] part(byte[] data, int from, int to, boolean more) {
    byte[] bytes = Arrays.copyOfRange(data, from, to);
    int flagsAndOffset = (more ? 0x2000 : 0) | from / 8;
    return guest.ipv4(GUEST, FAR, UDP, ID, flagsAndOffset, 64, new byte[0], bytes);
  }

  @Test
  void whatWouldBeLongerThanAnyPacketCondemnsIt() {
    byte[] data = new byte[65_535];
    network.deliver(part(data, 65_512, 65_520, false)); // header + payload = 65,540
    network.assertDrops(DropReason.BAD_FRAGMENT, 1);
    byte[] last = new byte[1400];
    network.deliver(guest.ipv4(GUEST, FAR, UDP, ID + 1, 0x1fff, 64, new byte[0], last));
    network.assertDrops(DropReason.BAD_FRAGMENT, 2);
  }

  @Test
  void aPacketWithoutItsEndIsGivenUpAfterAMinuteAndReported() {
    byte[] datagram = guest.udpDatagram(1000, FAR, 2000, randomBytes(3000));
    byte[] first = guest.fragment(FAR, UDP, ID, datagram, 0, 1480);
    network.deliver(first);
    network.deliver(guest.fragment(FAR, UDP, ID, datagram, 1480, 2960));
    network.advance(59 * SECOND);
    assertEquals(List.of(), network.device.take());
    network.introduce(); // heard of lately, so that nobody asks
    network.advance(SECOND + 2 * TestStack.MILLISECOND);
    EmittedFrame error = network.device.takeOnly();
    byte[] icmp = error.ipPayload();
    assertEquals(11, icmp[0]);
    assertEquals(1, icmp[1]);
    assertEquals("/10.0.2.2", error.ip().getHeader().getSrcAddr().toString());
    assertEquals(576, error.ip().length());
    assertArrayEquals(
        Arrays.copyOfRange(first, IP_AT, IP_AT + 548), Arrays.copyOfRange(icmp, 8, 556));
    network.assertDrops(DropReason.REASSEMBLY_GIVEN_UP, 1);
    network.assertNothingHeld();
  }

  @Test
  void aPacketWithoutItsBeginningIsGivenUpSilently() {
    byte[] datagram = guest.udpDatagram(1000, FAR, 2000, randomBytes(3000));
    network.deliver(guest.fragment(FAR, UDP, ID, datagram, 1480, 2960));
    network.advance(61 * SECOND);
    assertEquals(List.of(), network.device.take());
    network.assertDrops(DropReason.REASSEMBLY_GIVEN_UP, 1);
  }

  @Test
  void theOldestPacketMakesRoomWhenThereAreTooMany() {
    int most = Limits.DEFAULT.maxReassemblies();
    List<byte[]> lasts = new ArrayList<>();
    for (int id = 0; id <= most; id++) {
      byte[] datagram = guest.udpDatagram(1000, FAR, 2000 + id, randomBytes(100));
      network.deliver(guest.fragment(FAR, UDP, id, datagram, 0, 56));
      lasts.add(guest.fragment(FAR, UDP, id, datagram, 56, 108));
    }
    network.assertDrops(DropReason.REASSEMBLY_GIVEN_UP, 1);
    assertEquals(most, network.buffers.large().inUse());
    for (int id = most; id > 0; id--) {
      network.deliver(lasts.get(id));
    }
    assertEquals(most, received().size(), "all but the first");
  }

  @Test
  void withoutMemoryFragmentsAreDropped() {
    TestStack poor =
        new TestStack(
            TestStack.config(1500, Offloads.NONE, Limits.DEFAULT), Buffers.bounded(2, 8), uplink);
    byte[] datagram = guest.udpDatagram(1000, FAR, 2000, randomBytes(100));
    poor.deliver(guest.fragment(FAR, UDP, 1, datagram, 0, 56));
    poor.deliver(guest.fragment(FAR, UDP, 2, datagram, 0, 56));
    poor.assertDrops(DropReason.NO_MEMORY, 1);
    poor.deliver(guest.fragment(FAR, UDP, 1, datagram, 56, 108));
    assertEquals(1, received().size());
    poor.assertNothingHeld();
  }

  // RFC 1858: a TCP header in pieces gets past packet filters; here it is looked at when whole.
  @Test
  void aSynInTinyFragmentsIsASyn() {
    byte[] syn = guest.tcp(1000, FAR, 80, 7, 0, GuestFrames.SYN, 1000, new byte[0]);
    byte[] segment = Arrays.copyOfRange(syn, GuestFrames.TRANSPORT_AT, syn.length);
    List<EmittedFrame> answer = List.of();
    for (int from = 0; from < segment.length; from += 8) {
      int to = Math.min(from + 8, segment.length);
      assertEquals(List.of(), answer);
      answer = network.exchange(guest.fragment(FAR, GuestFrames.TCP, ID, segment, from, to));
    }
    assertEquals(1, answer.size(), "refused as one that came whole");
    assertEquals(GuestFrames.RST | GuestFrames.ACK, answer.getFirst().ipPayload()[13]);
  }

  // RFC 791, 3.2: "ping of death", whose last fragment ends beyond the longest packet.
  @Test
  void thePingOfDeathIsCountedAndForgotten() {
    byte[] request = guest.icmpMessage(8, 0, 0x0102_0304, new byte[65_520]);
    for (int from = 0; from < request.length; from += 1480) {
      int to = Math.min(from + 1480, request.length);
      network.deliver(guest.fragment(GATEWAY, ICMP, ID, request, from, to));
    }
    network.emit();
    assertEquals(List.of(), network.device.take());
    network.assertDrops(DropReason.BAD_FRAGMENT, 1);
    network.assertNothingHeld();
  }

  @Test
  void theFirstFragmentsHopsAreThePackets() {
    byte[] request = guest.icmpMessage(8, 0, 0x0102_0304, new byte[100]);
    network.deliver(piece(request, 56, request.length, 9, 0));
    network.deliver(piece(request, 0, 56, 44, 0));
    network.deliver(piece(request, 0, 56, 33, 0));
    network.deliver(piece(request, 56, request.length, 9, 0));
    assertEquals(44, uplink.echo.getFirst().requests.get(0).marks().hopLimit());
    assertEquals(33, uplink.echo.getFirst().requests.get(1).marks().hopLimit());
  }

  // RFC 3168, 5.3.
  @Test
  void aMarkOfCongestionOnAnyFragmentIsThePackets() {
    int ect0 = 2;
    int ect1 = 1;
    int ce = 3;
    assertEquals(0xb8 | ce, EcnMarks.merged(seen(ect0, ce, ect0), 0xb8 | ect0));
    assertEquals(ce, EcnMarks.merged(seen(ce, ect1), ce));
    assertEquals(ect0, EcnMarks.merged(seen(ect0, ect0), ect0));
    assertEquals(ect1, EcnMarks.merged(seen(ect0, ect1), ect1));
    assertEquals(0, EcnMarks.merged(seen(0, 0, ect0), 0));
    assertEquals(EcnMarks.CONTRADICTION, EcnMarks.merged(seen(0, ce), 0));
    byte[] request = guest.icmpMessage(8, 0, 0x0102_0304, new byte[100]);
    network.deliver(piece(request, 0, 56, 64, 0));
    network.deliver(piece(request, 56, request.length, 64, ce));
    assertEquals(List.of(), uplink.echo);
    network.assertDrops(DropReason.BAD_FRAGMENT, 1);
    network.assertNothingHeld();
  }

  private static int seen(int... marks) {
    int seen = 0;
    for (int mark : marks) {
      seen = EcnMarks.with(seen, mark);
    }
    return seen;
  }

  private byte[] piece(byte[] message, int from, int to, int ttl, int tos) {
    byte[] frame = guest.fragment(FAR, ICMP, ID, message, from, to);
    frame[IP_AT + 1] = (byte) tos;
    frame[IP_AT + 8] = (byte) ttl;
    GuestFrames.put16(frame, IP_AT + 10, 0);
    GuestFrames.put16(frame, IP_AT + 10, ~Rfc1071.sum(frame, IP_AT, IP_AT + 20, 0));
    return frame;
  }

  @Test
  void aReassembledEchoIsAnsweredInFragments() {
    byte[] data = randomBytes(20_000);
    byte[] request = guest.icmpMessage(8, 0, 0x0102_0304, data);
    for (int from = 0; from < request.length; from += 1480) {
      int to = Math.min(from + 1480, request.length);
      network.deliver(guest.fragment(GATEWAY, ICMP, ID, request, from, to));
    }
    network.emit();
    List<EmittedFrame> fragments = network.device.take();
    assertEquals(14, fragments.size());
    assertTrue(fragments.stream().allMatch(f -> f.ip().length() <= 1500));
    byte[] reply = IpOutputTest.defragment(fragments);
    assertEquals(0, reply[0]);
    assertArrayEquals(data, Arrays.copyOfRange(reply, 8, reply.length));
    network.assertNoDrops();
  }
}
