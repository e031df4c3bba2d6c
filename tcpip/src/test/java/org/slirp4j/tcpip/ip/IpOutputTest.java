package org.slirp4j.tcpip.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.FAR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.util.IpV4Helper;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/** What goes out through {@link IpOutput#send}, seen on datagrams to the guest. */
class IpOutputTest {
  private final RecordingUplink uplink = new RecordingUplink();
  private final Random random = new Random(791);

  /** Puts fragments together with code that nobody here wrote. */
  static byte[] defragment(List<EmittedFrame> fragments) {
    List<IpV4Packet> packets = new ArrayList<>(); // is sorted in place
    fragments.forEach(fragment -> packets.add(fragment.ip()));
    IpV4Packet whole = IpV4Helper.defragment(packets);
    return Arrays.copyOfRange(whole.getRawData(), whole.getHeader().length(), whole.length());
  }

  private TestStack network(int mtu, Offloads offloads) {
    return new TestStack(
        TestStack.config(mtu, offloads, Limits.DEFAULT), Buffers.bounded(256, 4096), uplink);
  }

  private UdpFlow open(TestStack network) {
    network.exchange(network.guest.udp(4000, FAR, 5000, new byte[1]));
    return uplink.udp.getLast().flow;
  }

  private byte[] send(TestStack network, UdpFlow flow, int length) {
    byte[] payload = new byte[length];
    random.nextBytes(payload);
    flow.send(
        network.payload(payload), Buffers.HEADROOM_BYTES, length, 0, IpAddress.v4Low(FAR), 5000);
    return payload;
  }

  @ParameterizedTest
  @CsvSource({
    "1500, 0, 1",
    "1500, 1472, 1",
    "1500, 1473, 2",
    "1500, 2952, 2",
    "1500, 2953, 3",
    "1500, 65507, 45",
    "65520, 65492, 1",
    "65520, 65493, 2",
    "9000, 20000, 3",
    "576, 549, 2",
    "68, 200, 5",
    "1497, 1470, 2"
  })
  void isCutWhenLongerThanTheMtu(int mtu, int length, int frames) {
    for (Offloads offloads : List.of(Offloads.NONE, Offloads.ALL)) {
      TestStack network = network(mtu, offloads);
      byte[] payload = send(network, open(network), length);
      network.emit();
      List<EmittedFrame> emitted = network.device.take();
      assertEquals(frames, emitted.size());
      if (frames == 1) {
        assertArrayEquals(payload, emitted.getFirst().payload());
        assertEquals(offloads.checksum(), emitted.getFirst().partialChecksum());
        assertTrue(emitted.getFirst().ip().getHeader().getDontFragmentFlag());
      } else {
        byte[] datagram = defragment(emitted);
        assertArrayEquals(payload, Arrays.copyOfRange(datagram, 8, datagram.length));
      }
      network.assertNoDrops();
      network.assertNothingHeld();
    }
  }

  @Test
  void theChecksumOfAFragmentedDatagramIsComplete() {
    TestStack network = network(1500, Offloads.ALL);
    UdpFlow flow = open(network);
    byte[] payload = send(network, flow, 5000);
    network.emit();
    byte[] datagram = defragment(network.device.take());
    byte[] expected = network.guest.udpDatagram(5000, FAR, 4000, payload);
    // The same addresses the other way round give the same checksum.
    assertArrayEquals(Arrays.copyOf(expected, 8), Arrays.copyOf(datagram, 8));
  }

  @Test
  void aChecksumThatComesOutAsZeroIsSentAsOnes() {
    TestStack network = network(1500, Offloads.NONE);
    UdpFlow flow = open(network);
    byte[] payload = new byte[2];
    flow.send(network.payload(payload), Buffers.HEADROOM_BYTES, 2, 0, IpAddress.v4Low(FAR), 5000);
    network.emit();
    byte[] first = network.device.takeOnly().ipPayload();
    // The checksum's complement as payload makes the sum all ones, the checksum zero.
    payload = Arrays.copyOfRange(first, 6, 8);
    flow.send(network.payload(payload), Buffers.HEADROOM_BYTES, 2, 0, IpAddress.v4Low(FAR), 5000);
    network.emit();
    byte[] second = network.device.takeOnly().ipPayload();
    assertArrayEquals(new byte[] {-1, -1}, Arrays.copyOfRange(second, 6, 8));
  }

  @Test
  void fragmentsOfOnePacketHaveOneNumberAndOfTwoPacketsTwo() {
    TestStack network = network(1500, Offloads.NONE);
    UdpFlow flow = open(network);
    int before = -1;
    for (int i = 0; i < 10; i++) {
      send(network, flow, 4000);
      network.emit();
      List<EmittedFrame> fragments = network.device.take();
      int id = fragments.getFirst().ip().getHeader().getIdentificationAsInt();
      assertTrue(
          fragments.stream().allMatch(f -> f.ip().getHeader().getIdentificationAsInt() == id));
      assertNotEquals(before, id);
      assertNotEquals(before + 1, id);
      before = id;
    }
  }

  @Test
  void whatIsTooLongForAnyPacketIsDropped() {
    TestStack network = network(1500, Offloads.NONE);
    UdpFlow flow = open(network);
    send(network, flow, 65_508);
    assertFalse(network.stack.hasWork());
    network.assertDrops(DropReason.TOO_LONG, 1);
    network.assertNothingHeld();
  }

  @Test
  void aSenderOfAnotherFamilyIsDropped() {
    TestStack network = network(1500, Offloads.NONE);
    UdpFlow flow = open(network);
    flow.send(network.payload(new byte[3]), Buffers.HEADROOM_BYTES, 3, 0xfd00L << 48, 3, 5000);
    assertFalse(network.stack.hasWork());
    network.assertDrops(DropReason.UNKNOWN_FAMILY, 1);
    network.assertNothingHeld();
  }

  @Test
  void theQueueIsBounded() {
    Limits limits = limitsWithQueue(10);
    TestStack network =
        new TestStack(
            TestStack.config(1500, Offloads.NONE, limits), Buffers.bounded(16, 64), uplink);
    UdpFlow flow = open(network);
    for (int i = 0; i < 12; i++) {
      send(network, flow, 100 + i);
    }
    network.assertDrops(DropReason.QUEUE_FULL, 2);
    network.emit();
    List<EmittedFrame> emitted = network.device.take();
    assertEquals(10, emitted.size());
    assertEquals(100, emitted.getFirst().payload().length, "first in, first out");
    network.assertNothingHeld();
  }

  @Test
  void aPacketWhoseFragmentsDoNotAllFitIsDroppedWhole() {
    TestStack network =
        new TestStack(
            TestStack.config(1500, Offloads.NONE, limitsWithQueue(10)),
            Buffers.bounded(16, 14),
            uplink);
    UdpFlow flow = open(network);
    send(network, flow, 15_000); // 11 fragments for 10 places
    network.assertDrops(DropReason.QUEUE_FULL, 1);
    for (int i = 0; i < 5; i++) {
      send(network, flow, 10);
    }
    network.assertDrops(DropReason.NO_MEMORY, 0);
    network.emit();
    network.device.clear();
    TestStack poor =
        new TestStack(
            TestStack.config(1500, Offloads.NONE, limitsWithQueue(100)),
            Buffers.bounded(16, 10),
            uplink);
    UdpFlow other = open(poor);
    send(poor, other, 15_000); // 11 fragments for 10 buffers
    poor.assertDrops(DropReason.NO_MEMORY, 1);
    poor.assertNothingHeld();
  }

  @Test
  void framesThatTheDeviceRefusedComeFirstTheNextTime() {
    TestStack network = network(1500, Offloads.NONE);
    UdpFlow flow = open(network);
    for (int i = 0; i < 5; i++) {
      send(network, flow, i);
    }
    network.device.acceptOnly(2);
    network.emit();
    assertEquals(2, network.device.take().size());
    assertTrue(network.stack.hasWork());
    send(network, flow, 5);
    network.device.acceptAll();
    network.emit();
    assertEquals(
        List.of(2, 3, 4, 5),
        network.device.take().stream().map(frame -> frame.payload().length).toList());
    assertFalse(network.stack.hasWork());
    assertEquals(6, network.stack.counters().framesOut());
    network.assertNothingHeld();
  }

  private static Limits limitsWithQueue(int frames) {
    return new Limits(64, 16, 16, 16, 16, 4, frames, 1 << 20, 1 << 20);
  }
}
