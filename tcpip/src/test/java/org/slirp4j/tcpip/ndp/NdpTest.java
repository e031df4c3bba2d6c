package org.slirp4j.tcpip.ndp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.slirp4j.tcpip.testing.GuestFrames6.ICMPV6;
import static org.slirp4j.tcpip.testing.GuestFrames6.OVERRIDE;
import static org.slirp4j.tcpip.testing.GuestFrames6.SOLICITED;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6_LOCAL;
import static org.slirp4j.tcpip.testing.TestStack.GUEST_MAC;
import static org.slirp4j.tcpip.testing.TestStack.ROUTER6;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;
import static org.slirp4j.tcpip.testing.TestStack.STACK_MAC;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.IcmpV6CommonPacket.IpV6NeighborDiscoveryOption;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket.IcmpV6NeighborAdvertisementHeader;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket.IcmpV6NeighborSolicitationHeader;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.link.Neighbours;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.EndCounter;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/** Neighbour solicitations and advertisements. */
class NdpTest {
  private static final long OTHER_MAC = GUEST_MAC + 5;

  private final TestStack network = TestStack.silent(new RecordingUplink());
  private final GuestFrames6 guest = network.guest6;
  private final GuestFrames6 nobody = guest.from("::");

  @AfterEach
  void nothingIsHeld() {
    network.emit();
    network.device.clear();
    network.advance(4 * SECOND);
    network.assertNothingHeld();
  }

  private static byte[] solicitation(
      GuestFrames6 from, IpAddress to, IpAddress target, byte[] options) {
    byte[] rest = GuestFrames6.join(GuestFrames6.bytes(target), options);
    return from.ipv6(to, ICMPV6, 255, from.icmpMessage(to, 135, 0, 0, rest));
  }

  private static void assertAddress(IpAddress expected, InetAddress seen) {
    assertArrayEquals(GuestFrames6.bytes(expected), seen.getAddress(), () -> "seen: " + seen);
  }

  private static IcmpV6NeighborAdvertisementHeader advertisement(EmittedFrame frame) {
    assertEquals(255, frame.ip6().getHeader().getHopLimitAsInt());
    return frame.packet().get(IcmpV6NeighborAdvertisementPacket.class).getHeader();
  }

  private static void assertStacksLink(int type, List<IpV6NeighborDiscoveryOption> options) {
    assertEquals(1, options.size());
    assertArrayEquals(GuestFrames6.linkAddress(type, STACK_MAC), options.getFirst().getRawData());
  }

  private void send(IpAddress to, int bytes) {
    UdpFlow flow = network.stack.udpFlow(to, 4000, network.now());
    assertNotNull(flow);
    Buffer buffer = network.payload(new byte[bytes]);
    flow.send(buffer, Buffers.HEADROOM_BYTES, bytes, FAR6.high(), FAR6.low(), 5000);
  }

  private List<EmittedFrame> emitted() {
    network.emit();
    return network.device.take();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::2", "fd00::2", "fd00::3"})
  void theStacksAddressesAreAnsweredFor(String address) {
    IpAddress target = GuestFrames6.ip(address);
    EmittedFrame frame = network.exchange(guest.neighbourSolicitation(target)).getFirst();
    IcmpV6NeighborAdvertisementHeader header = advertisement(frame);
    assertEquals(GUEST_MAC, frame.linkDestination());
    assertAddress(target, frame.ip6().getHeader().getSrcAddr());
    assertAddress(GUEST6, frame.ip6().getHeader().getDstAddr());
    assertAddress(target, header.getTargetAddress());
    assertEquals(List.of(true, true, true), flags(header));
    assertStacksLink(2, header.getOptions());
    network.assertNoDrops();
  }

  private static List<Boolean> flags(IcmpV6NeighborAdvertisementHeader header) {
    return List.of(header.getRouterFlag(), header.getSolicitedFlag(), header.getOverrideFlag());
  }

  @Test
  void aSolicitationToTheAddressItselfIsAnswered() {
    // RFC 4861, 7.3: so a kernel makes sure that its neighbour is still there.
    byte[] probe = solicitation(guest, GATEWAY6, GATEWAY6, new byte[0]);
    assertAddress(GATEWAY6, advertisement(network.exchange(probe).getFirst()).getTargetAddress());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::2", "fd00::2", "fd00::3"})
  void theStacksAddressesAreDefended(String address) {
    IpAddress target = GuestFrames6.ip(address);
    byte[] probe = solicitation(nobody, GuestFrames6.solicitedNode(target), target, new byte[0]);
    EmittedFrame frame = network.exchange(probe).getFirst();
    IcmpV6NeighborAdvertisementHeader header = advertisement(frame);
    assertEquals(0x3333_0000_0001L, frame.linkDestination());
    assertAddress(GuestFrames6.ip("ff02::1"), frame.ip6().getHeader().getDstAddr());
    assertAddress(target, frame.ip6().getHeader().getSrcAddr());
    assertEquals(List.of(true, false, true), flags(header));
    assertStacksLink(2, header.getOptions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fd00::42:acff:fe11:2", "fe80::42:acff:fe11:2", "fd00::100", "fd00::102"})
  void noOtherAddressIs(String address) {
    IpAddress target = GuestFrames6.ip(address);
    IpAddress group = GuestFrames6.solicitedNode(target);
    assertEquals(List.of(), network.exchange(solicitation(nobody, group, target, new byte[0])));
    assertEquals(List.of(), network.exchange(guest.neighbourSolicitation(target)));
    // The group of one of ours, which this address does not belong to.
    IpAddress ours = GuestFrames6.solicitedNode(GATEWAY6);
    assertEquals(List.of(), network.exchange(solicitation(nobody, ours, target, new byte[0])));
    network.assertDrops(DropReason.BAD_DISCOVERY, 0);
  }

  @Test
  void badSolicitationsAreDropped() {
    IpAddress group = GuestFrames6.solicitedNode(GATEWAY6);
    byte[] link = GuestFrames6.linkAddress(1, GUEST_MAC);
    byte[] rest = GuestFrames6.join(GuestFrames6.bytes(GATEWAY6), link);
    byte[] good = guest.icmpMessage(group, 135, 0, 0, rest);
    byte[] zero = link.clone();
    zero[1] = 0;
    byte[] beyond = link.clone();
    beyond[1] = 2;
    byte[][] bad = {
      guest.ipv6(group, ICMPV6, 254, good),
      guest.ipv6(group, ICMPV6, 1, good),
      guest.ipv6(group, ICMPV6, 255, guest.icmpMessage(group, 135, 1, 0, rest)),
      guest.ipv6(group, ICMPV6, 255, guest.icmpMessage(group, 135, 0, 0, Arrays.copyOf(rest, 15))),
      solicitation(guest, group, GATEWAY6, zero),
      solicitation(guest, group, GATEWAY6, beyond),
      solicitation(guest, group, GATEWAY6, Arrays.copyOf(link, 5)),
      solicitation(guest, group, GuestFrames6.ip("ff02::1"), link),
      solicitation(nobody, group, GATEWAY6, link),
    };
    assertEquals(List.of(), network.exchange(bad));
    network.assertDrops(DropReason.BAD_DISCOVERY, bad.length);
    byte[] wrong = good.clone();
    wrong[2] ^= 1;
    assertEquals(List.of(), network.exchange(guest.ipv6(group, ICMPV6, 255, wrong)));
    network.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, 1);
    assertEquals(1, network.exchange(guest.ipv6(group, ICMPV6, 255, good)).size());
  }

  @Test
  void unknownOptionsAreSkipped() {
    IpAddress group = GuestFrames6.solicitedNode(GATEWAY6);
    byte[] nonce = {14, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}; // RFC 7527
    byte[] options = GuestFrames6.join(nonce, GuestFrames6.linkAddress(1, OTHER_MAC));
    assertEquals(
        OTHER_MAC,
        network
            .exchange(solicitation(guest, group, GATEWAY6, options))
            .getFirst()
            .linkDestination());
    byte[] probe = solicitation(nobody, group, GATEWAY6, nonce);
    assertEquals(1, network.exchange(probe).size());
    network.assertNoDrops();
  }

  @Test
  void linkAddressesThatCannotBeTeachNothing() {
    for (long link : new long[] {0, STACK_MAC, 0x3333_0000_0001L, 0xffff_ffff_ffffL}) {
      IpAddress group = GuestFrames6.solicitedNode(GATEWAY6);
      byte[] option = GuestFrames6.linkAddress(1, link);
      assertEquals(
          GUEST_MAC,
          network
              .exchange(solicitation(guest, group, GATEWAY6, option))
              .getFirst()
              .linkDestination());
    }
  }

  @Test
  void whereTheContainerIsIsAskedOfItsGroup() {
    send(GUEST6, 3);
    List<EmittedFrame> frames = emitted();
    assertEquals(1, frames.size());
    EmittedFrame frame = frames.getFirst();
    IcmpV6NeighborSolicitationHeader header =
        frame.packet().get(IcmpV6NeighborSolicitationPacket.class).getHeader();
    assertEquals(0x3333_ff11_0002L, frame.linkDestination());
    assertAddress(GuestFrames6.ip("ff02::1:ff11:2"), frame.ip6().getHeader().getDstAddr());
    assertAddress(GATEWAY6, frame.ip6().getHeader().getSrcAddr());
    assertEquals(255, frame.ip6().getHeader().getHopLimitAsInt());
    assertAddress(GUEST6, header.getTargetAddress());
    assertStacksLink(1, header.getOptions());
    EmittedFrame datagram = network.exchange(network.neighbourAdvertisement()).getFirst();
    assertEquals(GUEST_MAC, datagram.linkDestination());
    assertEquals(3, datagram.payload().length);
    network.assertNoDrops();
  }

  @Test
  void aLinkLocalAddressIsAskedForFromOne() {
    send(GUEST6_LOCAL, 3);
    assertAddress(ROUTER6, emitted().getFirst().ip6().getHeader().getSrcAddr());
  }

  @Test
  void itIsAskedThreeTimes() {
    send(GUEST6, 3);
    network.advance(10 * SECOND);
    assertEquals(3, emitted().size());
    network.assertDrops(DropReason.NEIGHBOUR_SILENT, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8::1", "fd00:0:0:1::1", "fd00::2", "fd00::3", "fe80::2", "::1"})
  void whatCannotBeOnTheLinkIsNotAskedFor(String address) {
    send(GuestFrames6.ip(address), 3);
    assertEquals(List.of(), emitted());
    network.assertDrops(DropReason.NOT_ON_LINK, 1);
  }

  @Test
  void aConnectionToAGroupIsOverAtOnce() {
    IpAddress all = GuestFrames6.ip("ff02::1");
    EndCounter handler = new EndCounter();
    assertNotNull(network.stack.connect(all, 80, FAR6, 9, handler, network.now()));
    assertEquals(List.of(), emitted());
    network.advance(SECOND / 100);
    assertEquals(List.of(), network.device.take());
    assertEquals(1, handler.resets);
  }

  private byte[] answer(GuestFrames6 from, int flags, byte[] options) {
    byte[] rest = GuestFrames6.join(GuestFrames6.bytes(GUEST6), options);
    return from.ipv6(GATEWAY6, ICMPV6, 255, from.icmpMessage(GATEWAY6, 136, 0, flags, rest));
  }

  @Test
  void anAnswerFromAnotherAddressOfTheContainerCounts() {
    GuestFrames6 local = guest.from("fe80::42:acff:fe11:2");
    send(GUEST6, 3);
    emitted();
    assertEquals(List.of(), network.exchange(answer(local, SOLICITED, new byte[0])));
    byte[] option = GuestFrames6.linkAddress(2, OTHER_MAC);
    EmittedFrame datagram = network.exchange(answer(local, SOLICITED, option)).getFirst();
    assertEquals(OTHER_MAC, datagram.linkDestination());
  }

  @Test
  void anAnswerThatNobodyAskedForTeachesNothingNew() {
    GuestFrames6 local = guest.from("fe80::42:acff:fe11:2");
    byte[] option = GuestFrames6.linkAddress(2, OTHER_MAC);
    network.exchange(answer(local, SOLICITED | OVERRIDE, option));
    send(GUEST6, 3);
    assertEquals(135, emitted().getFirst().ipPayload()[0] & 255);
  }

  @Test
  void onlyAnAnswerThatOverridesChangesWhatIsKnown() {
    GuestFrames6 local = guest.from("fe80::42:acff:fe11:2");
    byte[] option = GuestFrames6.linkAddress(2, OTHER_MAC);
    network.introduce();
    network.exchange(answer(local, 0, option));
    send(GUEST6, 3);
    assertEquals(GUEST_MAC, emitted().getFirst().linkDestination());
    network.exchange(answer(local, OVERRIDE, option));
    send(GUEST6, 3);
    assertEquals(OTHER_MAC, emitted().getFirst().linkDestination());
  }

  @Test
  void badAnswersAreDropped() {
    byte[] option = GuestFrames6.linkAddress(2, OTHER_MAC);
    byte[] rest = GuestFrames6.join(GuestFrames6.bytes(GUEST6_LOCAL), option);
    IpAddress all = GuestFrames6.ip("ff02::1");
    send(GUEST6_LOCAL, 3);
    emitted();
    byte[][] bad = {
      guest.ipv6(GATEWAY6, ICMPV6, 64, guest.icmpMessage(GATEWAY6, 136, 0, SOLICITED, rest)),
      guest.ipv6(GATEWAY6, ICMPV6, 255, guest.icmpMessage(GATEWAY6, 136, 9, SOLICITED, rest)),
      guest.ipv6(
          GATEWAY6,
          ICMPV6,
          255,
          guest.icmpMessage(GATEWAY6, 136, 0, SOLICITED, Arrays.copyOf(rest, 22))),
      guest.ipv6(all, ICMPV6, 255, guest.icmpMessage(all, 136, 0, SOLICITED, rest)),
      nobody.ipv6(all, ICMPV6, 255, nobody.icmpMessage(all, 136, 0, 0, rest)),
      guest.neighbourAdvertisement(GATEWAY6, all, SOLICITED, OTHER_MAC),
      guest.neighbourAdvertisement(GATEWAY6, GATEWAY6, SOLICITED | OVERRIDE, OTHER_MAC),
    };
    assertEquals(List.of(), network.exchange(bad));
    network.assertDrops(DropReason.BAD_DISCOVERY, bad.length);
  }

  // RFC 4861, 7.1.1: a probe goes to the solicited-node group and nowhere else.
  @ParameterizedTest
  @ValueSource(strings = {"ff02::1", "ff02::2"})
  void aProbeToAnotherAddressThanTheTargetsGroupIsDropped(String to) {
    assertEquals(
        List.of(),
        network.exchange(solicitation(nobody, GuestFrames6.ip(to), GATEWAY6, new byte[0])));
    assertEquals(1, network.stack.counters().drops(DropReason.BAD_DISCOVERY));
  }

  @Test
  void whoWasSilentForAWhileIsAskedWhileTheOldAddressHolds() {
    network.introduce();
    network.advance(Neighbours.QUIET_NANOS);
    send(GUEST6, 3);
    List<EmittedFrame> frames = emitted();
    assertEquals(2, frames.size());
    IcmpV6NeighborSolicitationHeader question =
        frames.get(0).packet().get(IcmpV6NeighborSolicitationPacket.class).getHeader();
    assertAddress(GUEST6, question.getTargetAddress());
    assertEquals(GUEST_MAC, frames.get(1).linkDestination());
    GuestFrames6 anew = new GuestFrames6(OTHER_MAC, GUEST6, STACK_MAC);
    network.exchange(
        anew.neighbourAdvertisement(GATEWAY6, GUEST6, SOLICITED | OVERRIDE, OTHER_MAC));
    send(GUEST6, 3);
    assertEquals(OTHER_MAC, emitted().getFirst().linkDestination());
  }

  @Test
  void anAddressThatMovedIsSentToWhereItSpokeFromLast() {
    network.introduce();
    GuestFrames6 anew = new GuestFrames6(OTHER_MAC, GUEST6, STACK_MAC);
    network.exchange(anew.echoRequest(GATEWAY6, 1, 1, new byte[1]));
    send(GUEST6, 3);
    assertEquals(OTHER_MAC, emitted().getFirst().linkDestination());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverIsInAMessageNothingIsThrown(long seed) {
    Random random = new Random(seed);
    byte[][] sound = {
      guest.neighbourSolicitation(GATEWAY6),
      network.neighbourAdvertisement(),
      solicitation(nobody, GuestFrames6.solicitedNode(GATEWAY6), GATEWAY6, new byte[16]),
      guest.ipv6(
          GuestFrames6.ip("ff02::2"),
          ICMPV6,
          255,
          guest.icmpMessage(
              GuestFrames6.ip("ff02::2"), 133, 0, 0, GuestFrames6.linkAddress(1, GUEST_MAC))),
    };
    for (int i = 0; i < 5_000; i++) {
      byte[] frame = sound[random.nextInt(sound.length)].clone();
      int longer = random.nextInt(4) == 0 ? random.nextInt(300) : 0;
      frame = Arrays.copyOf(frame, frame.length + longer);
      ByteBuffer.wrap(frame).putShort(18, (short) (frame.length - 54));
      for (int damage = random.nextInt(4); damage > 0; damage--) {
        frame[14 + random.nextInt(frame.length - 14)] = (byte) random.nextInt();
      }
      network.deliver(frame, true, 0);
      network.emit();
      if (random.nextInt(50) == 0) {
        network.advance(random.nextLong(20 * SECOND));
      }
    }
  }
}
