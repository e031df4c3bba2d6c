package org.slirp4j.tcpip.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.GuestFrames6.PAYLOAD_AT;
import static org.slirp4j.tcpip.testing.TestStack.DNS6;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.RecordingUplink.Datagram;
import org.slirp4j.tcpip.testing.TestStack;

/** What is different about UDP over IPv6: the checksum, and whose flow it is. */
class UdpOverIpv6Test {
  private static final byte[] DATA = {1, 2, 3, 4, 5};
  private static final int PORT = 40_000;

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = TestStack.dual(uplink);
  private final GuestFrames6 guest = network.guest6;

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  private void send(UdpFlow flow, byte[] payload) {
    flow.send(
        network.payload(payload),
        Buffers.HEADROOM_BYTES,
        payload.length,
        FAR6.high(),
        FAR6.low(),
        1000);
  }

  @Test
  void aPortIsOneFlowForEachAddressOfTheGuest() {
    network.exchange(guest.udp(PORT, FAR6, 1000, DATA));
    network.exchange(guest.udp(PORT, DNS6, 53, DATA));
    network.exchange(network.guest.udp(PORT, TestStack.FAR, 1000, DATA));
    network.exchange(guest.from("fd00::15").udp(PORT, FAR6, 1000, DATA));
    network.exchange(guest.from("fd00:0:0:1:42:acff:fe11:2").udp(PORT, FAR6, 1000, DATA));
    assertEquals(4, uplink.udp.size());
    assertEquals(2, uplink.udp.getFirst().datagrams.size());
    assertEquals(DNS6, uplink.udp.getFirst().datagrams.getLast().to());
    network.assertNoDrops();
  }

  @Test
  void anAnswerGoesBackWithItsChecksum() {
    network.exchange(guest.udp(PORT, FAR6, 1000, DATA));
    send(uplink.udp.getFirst().flow, DATA);
    network.emit();
    EmittedFrame frame = network.device.takeOnly();
    byte[] expected = new GuestFrames6(1, FAR6, 1).udpDatagram(1000, GUEST6, PORT, DATA);
    assertArrayEquals(expected, frame.ipPayload());
    assertEquals(64, frame.ip6().getHeader().getHopLimitAsInt());
  }

  @Test
  void aChecksumThatComesOutAsZeroIsSentAsOnes() {
    network.exchange(guest.udp(PORT, FAR6, 1000, DATA));
    UdpFlow flow = uplink.udp.getFirst().flow;
    send(flow, new byte[2]);
    network.emit();
    byte[] first = network.device.takeOnly().ipPayload();
    // The checksum's complement as payload makes the sum all ones, the checksum zero.
    send(flow, new byte[] {first[6], first[7]});
    network.emit();
    byte[] second = network.device.takeOnly().ipPayload();
    assertEquals(-1, second[6]);
    assertEquals(-1, second[7]);
  }

  @Test
  void aMissingChecksumIsWrongUnlessTheDeviceVouchesForIt() {
    byte[] without = guest.udp(PORT, FAR6, 1000, DATA);
    GuestFrames.put16(without, PAYLOAD_AT + 6, 0);
    network.exchange(without);
    network.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, 1);
    assertEquals(List.of(), uplink.udp);
    byte[] partial = GuestFrames.withPartialChecksum(guest.udp(PORT, FAR6, 1000, DATA));
    network.exchange(partial);
    network.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, 2);
    network.deliver(partial, true, 0);
    assertArrayEquals(DATA, uplink.udp.getFirst().datagrams.getFirst().payload());
  }

  @Test
  void aSuperDatagramIsHandedOnInOnePiece() {
    byte[] frame = GuestFrames.withPartialChecksum(guest.udp(PORT, FAR6, 443, new byte[5000]));
    network.deliver(frame, true, 1200);
    Datagram datagram = uplink.udp.getFirst().datagrams.getFirst();
    assertEquals(5000, datagram.payload().length);
    assertEquals(1200, datagram.segmentBytes());
  }

  @Test
  void theDeviceCompletesTheChecksumIfItCan() {
    TestStack able =
        new TestStack(
            TestStack.config6(1500, Offloads.ALL, Limits.DEFAULT), Buffers.bounded(16, 64), uplink);
    able.exchange(guest.udp(PORT, FAR6, 1000, DATA));
    UdpFlow flow = uplink.udp.getLast().flow;
    flow.send(able.payload(DATA), Buffers.HEADROOM_BYTES, 5, FAR6.high(), FAR6.low(), 1000);
    able.emit();
    EmittedFrame frame = able.device.takeOnly();
    assertTrue(frame.partialChecksum());
    assertArrayEquals(DATA, frame.payload());
  }

  @Test
  void aPortsFlowIsThereOnRequest() {
    UdpFlow flow = network.stack.udpFlow(GUEST6, PORT, network.now());
    assertNotNull(flow);
    assertEquals(GUEST6, flow.guestAddress());
    network.exchange(guest.udp(PORT, FAR6, 1000, DATA));
    assertEquals(1, uplink.udp.size());
    send(flow, DATA);
    network.emit();
    assertArrayEquals(DATA, network.device.takeOnly().payload());
    assertNotSame(
        flow,
        network.stack.udpFlow(IpAddress.v4(TestStack.GUEST), PORT, network.now()),
        "the other family's port is another");
  }

  @Test
  void thatTheGuestHasNoSuchPortIsCountedAndTheFlowGoesOn() {
    network.exchange(guest.udp(PORT, FAR6, 1000, DATA));
    send(uplink.udp.getFirst().flow, DATA);
    network.emit();
    byte[] datagram = network.device.take().getLast().bytes();
    byte[] quote = Arrays.copyOfRange(datagram, GuestFrames.IP_AT, datagram.length);
    byte[] unreachable = guest.icmpMessage(FAR6, 1, 4, 0, quote);
    assertEquals(List.of(), network.exchange(guest.ipv6(FAR6, GuestFrames6.ICMPV6, unreachable)));
    network.assertDrops(DropReason.UNUSED_ICMP, 1);
    send(uplink.udp.getFirst().flow, DATA);
    network.emit();
    assertArrayEquals(DATA, network.device.take().getFirst().payload());
  }
}
