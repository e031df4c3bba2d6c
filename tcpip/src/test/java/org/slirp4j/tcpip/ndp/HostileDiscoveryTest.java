package org.slirp4j.tcpip.ndp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.GuestFrames6.ICMPV6;
import static org.slirp4j.tcpip.testing.GuestFrames6.OVERRIDE;
import static org.slirp4j.tcpip.testing.GuestFrames6.SOLICITED;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST_MAC;
import static org.slirp4j.tcpip.testing.TestStack.MILLISECOND;
import static org.slirp4j.tcpip.testing.TestStack.ROUTER6;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;
import static org.slirp4j.tcpip.testing.TestStack.STACK_MAC;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.icmp.IcmpErrors;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/**
 * A program with CAP_NET_RAW in the container against the container's own discovery, as the tools
 * of the THC-IPv6 kit do it. The stack passes nothing on from station to station, so it must only
 * keep from being their tool: answering in others' names, growing, or forgetting who is honest.
 */
class HostileDiscoveryTest {
  private static final long ATTACKER_MAC = 0x0266_6666_6666L;
  private static final IpAddress ALL_NODES = GuestFrames6.ip("ff02::1");
  private static final IpAddress ALL_ROUTERS = GuestFrames6.ip("ff02::2");
  private static final int FLOOD = 20_000;

  private final TestStack network = TestStack.dual(new RecordingUplink());
  private final GuestFrames6 honest = network.guest6;
  private final GuestFrames6 nobody = honest.from("::");
  private final Random random = new Random(6);

  @AfterEach
  void nothingIsHeldOrOwed() {
    network.emit();
    network.device.clear();
    network.advance(4 * SECOND);
    network.assertNothingHeld();
  }

  private GuestFrames6 anybody() {
    IpAddress source = new IpAddress(0xfe80L << 48, random.nextLong());
    return new GuestFrames6(0x0200_0000_0000L | random.nextInt(1 << 30), source, STACK_MAC);
  }

  private byte[] duplicateProbe(IpAddress target) {
    IpAddress group = GuestFrames6.solicitedNode(target);
    byte[] message = nobody.icmpMessage(group, 135, 0, 0, GuestFrames6.bytes(target));
    return nobody.ipv6(group, ICMPV6, 255, message);
  }

  private long linkDestinationOfADatagram() {
    UdpFlow flow = network.stack.udpFlow(GUEST6, 4000, network.now());
    assertNotNull(flow);
    flow.send(network.payload(new byte[3]), Buffers.HEADROOM_BYTES, 3, FAR6.high(), FAR6.low(), 9);
    network.emit();
    return network.device.takeOnly().linkDestination();
  }

  /** The honest station looks for duplicates of its address and asks for the router. */
  private void assertHonestLifeGoesOn() {
    assertEquals(List.of(), network.exchange(duplicateProbe(GUEST6)), "DAD finds nobody");
    List<EmittedFrame> answer = network.exchange(honest.neighbourSolicitation(ROUTER6));
    assertEquals(1, answer.size());
    assertEquals(GUEST_MAC, answer.getFirst().linkDestination());
    assertEquals(GUEST_MAC, linkDestinationOfADatagram());
  }

  // parasite6: answers everybody's solicitations with its own link address.
  @Test
  void aParasiteIsBelievedUntilTheHonestStationSpeaks() {
    byte[] lie =
        new GuestFrames6(ATTACKER_MAC, GUEST6, STACK_MAC)
            .neighbourAdvertisement(GATEWAY6, GUEST6, SOLICITED | OVERRIDE, ATTACKER_MAC);
    assertEquals(List.of(), network.exchange(lie));
    assertHonestLifeGoesOn();
  }

  @Test
  void whoClaimsTheStacksAddressesIsNotBelieved() {
    for (IpAddress own : List.of(ROUTER6, GATEWAY6, TestStack.DNS6)) {
      byte[] lie = honest.neighbourAdvertisement(ALL_NODES, own, OVERRIDE, ATTACKER_MAC);
      assertEquals(List.of(), network.exchange(lie));
      byte[] fromUs =
          new GuestFrames6(ATTACKER_MAC, own, STACK_MAC).neighbourSolicitation(GATEWAY6);
      assertEquals(List.of(), network.exchange(fromUs));
    }
    network.assertDrops(DropReason.BAD_DISCOVERY, 3);
    network.assertDrops(DropReason.BAD_SOURCE, 3);
    assertHonestLifeGoesOn();
  }

  // dos-new-ip6: answers every search for duplicates, so that nobody gets an address.
  @Test
  void objectionsToNewAddressesAreNotPassedOn() {
    for (int i = 0; i < 100; i++) {
      IpAddress wanted = new IpAddress(GUEST6.high(), random.nextLong());
      GuestFrames6 liar = new GuestFrames6(ATTACKER_MAC, wanted, STACK_MAC);
      byte[] objection = liar.neighbourAdvertisement(ALL_NODES, wanted, OVERRIDE, ATTACKER_MAC);
      assertEquals(List.of(), network.exchange(duplicateProbe(wanted), objection));
      assertEquals(List.of(), network.exchange(duplicateProbe(wanted), duplicateProbe(wanted)));
    }
    assertHonestLifeGoesOn();
  }

  // flood_advertise6
  @Test
  void aFloodOfAdvertisementsTeachesNothingAndIsNotAnswered() {
    for (int i = 0; i < FLOOD; i++) {
      GuestFrames6 liar = anybody();
      IpAddress target = new IpAddress(GUEST6.high(), random.nextLong());
      long mac = 0x0200_0000_0000L | random.nextInt(1 << 30);
      network.deliver(liar.neighbourAdvertisement(ALL_NODES, target, OVERRIDE, mac));
    }
    network.emit();
    assertEquals(List.of(), network.device.take());
    assertHonestLifeGoesOn();
  }

  // flood_router6, fake_router6, kill_router6: with and without a lifetime
  @Test
  void aFloodOfOtherRoutersIsOnlyCounted() {
    for (int i = 0; i < FLOOD; i++) {
      int lifetime = i % 2 == 0 ? 0 : 1800;
      byte[] prefix =
          ByteBuffer.allocate(32)
              .putInt(0x0304_40c0)
              .putInt(-1)
              .putInt(-1)
              .putInt(0)
              .putLong(random.nextLong())
              .array();
      byte[] rest = GuestFrames6.join(new byte[8], prefix);
      GuestFrames6 liar = anybody();
      byte[] message = liar.icmpMessage(ALL_NODES, 134, 0, 64 << 24 | lifetime, rest);
      network.deliver(liar.ipv6(ALL_NODES, ICMPV6, 255, message));
    }
    network.assertDrops(DropReason.UNUSED_ICMP, FLOOD);
    network.emit();
    assertEquals(List.of(), network.device.take());
    assertHonestLifeGoesOn();
  }

  // redir6, RFC 4861, 8.1: for hosts only
  @Test
  void redirectsAreOnlyCounted() {
    byte[] rest = GuestFrames6.join(GuestFrames6.bytes(GUEST6), GuestFrames6.bytes(FAR6));
    byte[] message = honest.icmpMessage(GATEWAY6, 137, 0, 0, rest);
    assertEquals(List.of(), network.exchange(honest.ipv6(GATEWAY6, ICMPV6, 255, message)));
    network.assertDrops(DropReason.UNUSED_ICMP, 1);
    assertHonestLifeGoesOn();
  }

  // flood_rs6: many ask for routers; few answers leave, RFC 4861, 6.2.6
  @Test
  void aFloodOfRouterSolicitationsGetsFewAnswers() {
    for (int i = 0; i < FLOOD; i++) {
      GuestFrames6 liar = anybody();
      byte[] link = GuestFrames6.linkAddress(1, 0x0200_0000_0000L | random.nextInt(1 << 30));
      byte[] message = liar.icmpMessage(ALL_ROUTERS, 133, 0, 0, link);
      network.deliver(liar.ipv6(ALL_ROUTERS, ICMPV6, 255, message));
      if (i % 100 == 0) {
        network.emit();
        network.advance(MILLISECOND);
      }
    }
    network.emit();
    int answers = network.device.takeRouterAdvertisements().size();
    assertTrue(answers <= 4, "router advertisements in 200 ms: " + answers);
    assertHonestLifeGoesOn();
  }

  // flood_solicitate6: one answer for each question, and the table does not grow
  @Test
  void aFloodOfSolicitationsIsAnsweredAndTheHonestStationIsFoundAgain() {
    for (int i = 0; i < FLOOD; i++) {
      network.deliver(anybody().neighbourSolicitation(GATEWAY6));
      if (i % 100 == 0) {
        network.emit();
        assertTrue(network.device.take().size() <= 100);
      }
    }
    network.emit();
    network.device.clear();
    assertHonestLifeGoesOn();
  }

  // smurf6, rsmurf6: echo to a group in somebody's name, and errors to groups
  @Test
  void anEchoToAGroupIsOneAnswerAndNoMore() {
    assertEquals(1, network.exchange(honest.echoRequest(ALL_NODES, 1, 1, new byte[3])).size());
    GuestFrames6 group = new GuestFrames6(GUEST_MAC, ALL_NODES, STACK_MAC);
    assertEquals(List.of(), network.exchange(group.echoRequest(GATEWAY6, 1, 1, new byte[3])));
    network.assertDrops(DropReason.BAD_SOURCE, 1);
  }

  // toobig6, randicmp6, fuzz of errors: the limit on the stack's own errors holds
  @Test
  void aFloodOfPacketsThatErrorsAreSentAboutIsLimited() {
    for (int i = 0; i < FLOOD; i++) {
      network.deliver(honest.ipv6(FAR6, 200 + i % 50, new byte[40]));
    }
    network.emit();
    assertEquals(IcmpErrors.ERROR_BURST, network.device.take().size());
  }
}
