package org.slirp4j.tcpip.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.GuestFrames.TRANSPORT_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.TestStack.DNS;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.RecordingUplink.Datagram;
import org.slirp4j.tcpip.testing.RecordingUplink.Udp;
import org.slirp4j.tcpip.testing.TestStack;

class UdpLayerTest {
  private static final byte[] DATA = {1, 2, 3, 4, 5};
  private static final int PORT = 40_000;

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = new TestStack(uplink);
  private final GuestFrames guest = network.guest;

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  private void send(UdpFlow flow, byte[] payload, int from, int fromPort) {
    flow.send(
        network.payload(payload),
        Buffers.HEADROOM_BYTES,
        payload.length,
        0,
        IpAddress.v4Low(from),
        fromPort);
  }

  @Test
  void aGuestsPortIsOneFlowForAllDestinations() {
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    network.exchange(guest.udp(PORT, FAR, 1001, new byte[0]));
    network.exchange(guest.udp(PORT, FAR + 1, 1000, DATA));
    network.exchange(guest.udp(PORT + 1, FAR, 1000, DATA));
    assertEquals(2, uplink.udp.size());
    Udp first = uplink.udp.getFirst();
    assertEquals(IpAddress.v4(GUEST), first.flow.guestAddress());
    assertEquals(PORT, first.flow.guestPort());
    assertEquals(3, first.datagrams.size());
    Datagram second = first.datagrams.get(1);
    assertEquals(0, second.payload().length);
    assertEquals(1001, second.toPort());
    assertEquals(IpAddress.v4(FAR + 1), first.datagrams.get(2).to());
    assertTrue(uplink.udp.get(1).flow.id() != first.flow.id());
    network.assertNoDrops();
  }

  @Test
  void anyoneMayAnswerThroughAFlow() {
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    UdpFlow flow = uplink.udp.getFirst().flow;
    send(flow, DATA, FAR, 1000);
    send(flow, new byte[0], FAR + 77, 9);
    network.emit();
    List<EmittedFrame> frames = network.device.take();
    assertEquals("/192.0.2.7", frames.get(0).ip().getHeader().getSrcAddr().toString());
    assertEquals("/10.0.2.100", frames.get(0).ip().getHeader().getDstAddr().toString());
    assertEquals(1000, frames.get(0).udp().getHeader().getSrcPort().valueAsInt());
    assertEquals(PORT, frames.get(0).udp().getHeader().getDstPort().valueAsInt());
    assertArrayEquals(DATA, frames.get(0).payload());
    assertEquals("/192.0.2.84", frames.get(1).ip().getHeader().getSrcAddr().toString());
    assertEquals(9, frames.get(1).udp().getHeader().getSrcPort().valueAsInt());
    assertEquals(0, frames.get(1).payload().length);
  }

  @Test
  void wrongChecksumsAreDroppedAndMissingOnesAreNot() {
    byte[] good = guest.udp(PORT, FAR, 1000, DATA);
    for (int at = TRANSPORT_AT; at < good.length; at++) {
      if (at == TRANSPORT_AT + 4 || at == TRANSPORT_AT + 5) {
        continue; // the length
      }
      byte[] bad = good.clone();
      bad[at] ^= 1;
      network.exchange(bad);
    }
    network.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, good.length - TRANSPORT_AT - 2);
    assertEquals(List.of(), uplink.udp);
    GuestFrames.put16(good, TRANSPORT_AT + 6, 0);
    good[good.length - 1] ^= 1;
    network.exchange(good);
    assertEquals(1, uplink.udp.size());
  }

  @Test
  void aChecksumThatWasLeftToTheDeviceIsNotVerified() {
    byte[] partial = GuestFrames.withPartialChecksum(guest.udp(PORT, FAR, 1000, DATA));
    network.deliver(partial);
    network.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, 1);
    network.deliver(partial, true, 0);
    assertArrayEquals(DATA, uplink.udp.getFirst().datagrams.getFirst().payload());
  }

  @Test
  void headersThatContradictThemselvesAreDropped() {
    byte[] good = guest.udpDatagram(PORT, FAR, 1000, DATA);
    int dropped = 0;
    for (int length : new int[] {0, 7, 14, 65_535}) {
      byte[] bad = good.clone();
      GuestFrames.put16(bad, 4, length);
      network.exchange(guest.ipv4(FAR, UDP, bad));
      network.assertDrops(DropReason.BAD_TRANSPORT_HEADER, ++dropped);
    }
    network.exchange(guest.ipv4(FAR, UDP, Arrays.copyOf(good, 7)));
    network.assertDrops(DropReason.BAD_TRANSPORT_HEADER, ++dropped);
    network.exchange(guest.udp(0, FAR, 1000, DATA));
    network.exchange(guest.udp(PORT, FAR, 0, DATA));
    network.assertDrops(DropReason.BAD_TRANSPORT_HEADER, dropped + 2);
    assertEquals(List.of(), uplink.udp);
  }

  @Test
  void whatTheIpPacketHasBeyondTheDatagramIsIgnored() {
    byte[] longer = Arrays.copyOf(guest.udpDatagram(PORT, FAR, 1000, DATA), 30);
    network.exchange(guest.ipv4(FAR, UDP, longer));
    assertArrayEquals(DATA, uplink.udp.getFirst().datagrams.getFirst().payload());
  }

  @Test
  void aSuperDatagramIsHandedOnInOnePiece() {
    byte[] payload = new byte[5000];
    byte[] frame = GuestFrames.withPartialChecksum(guest.udp(PORT, FAR, 443, payload));
    network.deliver(frame, true, 1200);
    network.deliver(guest.udp(PORT, FAR, 443, DATA), true, 1200);
    List<Datagram> datagrams = uplink.udp.getFirst().datagrams;
    assertEquals(5000, datagrams.get(0).payload().length);
    assertEquals(1200, datagrams.get(0).segmentBytes());
    assertEquals(0, datagrams.get(1).segmentBytes(), "one datagram is not several");
  }

  @Test
  void whatTheHandlerRetainsStaysItsOwn() {
    Buffer[] kept = new Buffer[1];
    RecordingUplink keeping =
        new RecordingUplink() {
          @Override
          public UdpHandler onUdpOpen(UdpFlow flow) {
            UdpHandler recording = super.onUdpOpen(flow);
            return new UdpHandler() {
              @Override
              public void onDatagram(
                  Buffer buffer,
                  int at,
                  int length,
                  int segment,
                  long high,
                  long low,
                  int port,
                  IpMarks marks) {
                buffer.retain();
                kept[0] = buffer;
                recording.onDatagram(buffer, at, length, segment, high, low, port, marks);
              }

              @Override
              public void onClosed() {}
            };
          }
        };
    TestStack other = new TestStack(keeping);
    other.deliver(guest.udp(PORT, FAR, 1000, DATA));
    assertEquals(1, other.buffers.large().inUse());
    kept[0].release();
    other.assertNothingHeld();
  }

  @Test
  void aFlowIsClosedFiveMinutesAfterTheLastDatagramOut() {
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    network.advance(200 * SECOND);
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    network.advance(299 * SECOND);
    Udp udp = uplink.udp.getFirst();
    assertEquals(0, udp.closed);
    network.advance(2 * SECOND);
    assertEquals(1, udp.closed);
    // Whatever comes now is dropped with its memory.
    send(udp.flow, DATA, FAR, 1000);
    udp.flow.error(IcmpError.PORT_UNREACHABLE, IpAddress.v4(FAR), 0, IpAddress.v4Low(FAR), 1, 1);
    udp.flow.close();
    assertFalse(network.stack.hasWork());
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    assertEquals(2, uplink.udp.size());
  }

  @Test
  void datagramsToTheGuestKeepAFlowOpen() {
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    Udp udp = uplink.udp.getFirst();
    for (int i = 0; i < 10; i++) {
      network.advance(250 * SECOND);
      send(udp.flow, DATA, FAR, 1000);
      network.emit();
    }
    assertEquals(0, udp.closed);
    network.advance(299 * SECOND);
    assertEquals(0, udp.closed);
    network.advance(302 * SECOND);
    assertEquals(1, udp.closed);
  }

  @Test
  void aFlowThatOnlyAskedNameServersIsClosedSoon() {
    network.exchange(guest.udp(PORT, DNS, 53, DATA));
    send(uplink.udp.getFirst().flow, DATA, DNS, 53);
    network.advance(19 * SECOND);
    assertEquals(0, uplink.udp.getFirst().closed);
    network.advance(2 * SECOND);
    assertEquals(1, uplink.udp.getFirst().closed);
  }

  @Test
  void aFlowThatAlsoAskedNameServersIsNot() {
    network.exchange(guest.udp(PORT, DNS, 53, DATA));
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    network.exchange(guest.udp(PORT, DNS, 53, DATA));
    network.advance(299 * SECOND);
    assertEquals(0, uplink.udp.getFirst().closed);
  }

  @Test
  void theFlowIdleLongestMakesRoom() {
    Limits limits = new Limits(16, 16, 16, 3, 16, 4, 64, 1 << 20, 1 << 20);
    TestStack small =
        new TestStack(
            TestStack.config(1500, Offloads.NONE, limits), Buffers.bounded(16, 64), uplink);
    for (int i = 0; i < 3; i++) {
      small.exchange(guest.udp(PORT + i, FAR, 1000, DATA));
    }
    small.exchange(guest.udp(PORT, FAR, 1000, DATA));
    UdpFlow second = uplink.udp.get(1).flow;
    second.send(
        small.payload(DATA), Buffers.HEADROOM_BYTES, DATA.length, 0, IpAddress.v4Low(FAR), 1000);
    small.exchange(guest.udp(PORT + 3, FAR, 1000, DATA));
    assertEquals(List.of(0, 0, 1, 0), uplink.udp.stream().map(udp -> udp.closed).toList());
    small.assertDrops(DropReason.FLOW_LIMIT, 1);
    small.advance(301 * SECOND);
    small.advance(301 * SECOND);
    assertEquals(List.of(1, 1, 1, 1), uplink.udp.stream().map(udp -> udp.closed).toList());
  }

  @Test
  void aFlowClosedByItsOwnerIsForgottenSilently() {
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    Udp udp = uplink.udp.getFirst();
    udp.flow.close();
    udp.flow.close();
    network.advance(1000 * SECOND);
    assertEquals(0, udp.closed);
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    assertEquals(1, udp.datagrams.size());
    assertEquals(2, uplink.udp.size());
  }

  @Test
  void anOwnerMayCloseAFlowWhileItIsOpened() {
    RecordingUplink refusing =
        new RecordingUplink() {
          @Override
          public UdpHandler onUdpOpen(UdpFlow flow) {
            UdpHandler handler = super.onUdpOpen(flow);
            flow.error(IcmpError.PROHIBITED, IpAddress.v4(FAR), 0, IpAddress.v4Low(FAR), 1000, 5);
            flow.close();
            return handler;
          }
        };
    TestStack closed = new TestStack(refusing);
    byte[] icmp = closed.exchange(guest.udp(PORT, FAR, 1000, DATA)).getFirst().ipPayload();
    assertArrayEquals(new byte[] {3, 13}, Arrays.copyOf(icmp, 2));
    assertEquals(List.of(), refusing.udp.getFirst().datagrams);
    closed.assertNothingHeld();
  }

  /** A forwarded datagram's sender has no connection, by which it could hear of that. */
  @Test
  void thatTheGuestHasNoSuchPortIsCountedAndTheFlowGoesOn() {
    network.exchange(guest.udp(PORT, FAR, 1000, DATA));
    send(uplink.udp.getFirst().flow, DATA, FAR, 1000);
    network.emit();
    byte[] datagram = network.device.take().getLast().bytes();
    byte[] quote = Arrays.copyOfRange(datagram, GuestFrames.IP_AT, GuestFrames.IP_AT + 28);
    byte[] unreachable = guest.icmpMessage(3, 3, 0, quote);
    assertEquals(List.of(), network.exchange(guest.ipv4(FAR, GuestFrames.ICMP, unreachable)));
    network.assertDrops(DropReason.UNUSED_ICMP, 1);
    assertEquals(0, uplink.udp.getFirst().closed);
    send(uplink.udp.getFirst().flow, DATA, FAR, 1000);
    network.emit();
    assertArrayEquals(DATA, network.device.take().getFirst().payload());
  }
}
