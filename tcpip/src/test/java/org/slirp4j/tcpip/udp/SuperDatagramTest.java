package org.slirp4j.tcpip.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/** Datagrams to the container that leave in one frame, which its device cuts. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class SuperDatagramTest {
  private static final int PORT = 40_000;
  private static final Offloads NO_UDP = new Offloads(true, true, true, false);

  private final boolean v6;
  private final RecordingUplink uplink = new RecordingUplink();
  private final Random random = new Random(1);
  private TestStack network;
  private IpAddress far;

  SuperDatagramTest(boolean v6) {
    this.v6 = v6;
    network = stack(Offloads.ALL);
    far = v6 ? FAR6 : IpAddress.v4(FAR);
  }

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  private TestStack stack(Offloads offloads) {
    TestStack made =
        new TestStack(
            TestStack.config6(1500, offloads, Limits.DEFAULT), Buffers.bounded(256, 4096), uplink);
    made.introduce();
    return made;
  }

  private UdpFlow flow(int port) {
    network.deliver(
        v6
            ? network.guest6.udp(port, FAR6, 9, new byte[1])
            : network.guest.udp(port, FAR, 9, new byte[1]));
    network.emit();
    network.device.clear();
    return uplink.udp.getLast().flow;
  }

  private byte[] send(UdpFlow flow, int length, int segmentBytes, int port, IpMarks marks) {
    byte[] payload = new byte[length];
    random.nextBytes(payload);
    flow.send(
        network.payload(payload),
        Buffers.HEADROOM_BYTES,
        length,
        segmentBytes,
        far.high(),
        far.low(),
        port,
        marks);
    return payload;
  }

  private byte[] send(UdpFlow flow, int length) {
    return send(flow, length, 0, 9, new IpMarks());
  }

  private List<EmittedFrame> emitted() {
    network.emit();
    return network.device.take();
  }

  private static byte[] joined(List<byte[]> pieces) {
    byte[] whole = new byte[pieces.stream().mapToInt(piece -> piece.length).sum()];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, whole, at, piece.length);
      at += piece.length;
    }
    return whole;
  }

  @Test
  void equalOnesThatFollowEachOtherLeaveInOneFrame() {
    UdpFlow flow = flow(PORT);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sent.add(send(flow, 1400));
    }
    EmittedFrame frame = emitted().getFirst();
    assertTrue(network.device.take().isEmpty());
    assertEquals(Segmentation.UDP, frame.segmentation());
    assertEquals(1400, frame.segmentBytes());
    assertArrayEquals(joined(sent), frame.payload());
    assertEquals(PORT, frame.udp().getHeader().getDstPort().valueAsInt());
  }

  @Test
  void aSingleOneLeavesAsItIs() {
    byte[] sent = send(flow(PORT), 1400);
    EmittedFrame frame = emitted().getFirst();
    assertEquals(Segmentation.NONE, frame.segmentation());
    assertArrayEquals(sent, frame.payload());
  }

  @Test
  void whatDiffersInAnythingButThePayloadKeepsItsPlaceAndItsFrame() {
    UdpFlow flow = flow(PORT);
    UdpFlow other = flow(PORT + 1);
    List<byte[]> sent = new ArrayList<>();
    sent.add(send(flow, 100));
    sent.add(send(flow, 101));
    sent.add(send(other, 101));
    sent.add(send(flow, 101, 0, 10, new IpMarks()));
    sent.add(send(flow, 101, 0, 10, new IpMarks().set(64, 1, true)));
    sent.add(send(flow, 101, 0, 10, new IpMarks().set(63, 1, true)));
    sent.add(send(flow, 0));
    sent.add(send(flow, 0));
    sent.add(send(flow, 3000)); // in three fragments
    List<EmittedFrame> frames = emitted();
    assertEquals(sent.size() + 2, frames.size());
    for (int i = 0; i < sent.size() - 1; i++) {
      assertEquals(Segmentation.NONE, frames.get(i).segmentation());
      assertArrayEquals(sent.get(i), frames.get(i).payload());
    }
  }

  @Test
  void aFrameHasNoMoreThanADeviceTakesAndNoneIsLost() {
    UdpFlow flow = flow(PORT);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(send(flow, 1472 - (v6 ? 20 : 0)));
    }
    for (int i = 0; i < 100; i++) {
      sent.add(send(flow, 1));
    }
    List<EmittedFrame> frames = emitted();
    assertArrayEquals(joined(sent), joined(frames.stream().map(EmittedFrame::payload).toList()));
    assertEquals(5, frames.size()); // 3 by their length and 2 by their number
  }

  @Test
  void whatTheDeviceRefusesLeavesLaterAsItWas() {
    UdpFlow flow = flow(PORT);
    byte[] sent = joined(List.of(send(flow, 700), send(flow, 700)));
    boolean[] asked = new boolean[1];
    network.stack.emit(
        frame -> {
          asked[0] = frame.segmentation() == Segmentation.UDP;
          return false;
        },
        network.now());
    assertTrue(asked[0]);
    EmittedFrame frame = emitted().getFirst();
    assertArrayEquals(sent, frame.payload());
    assertEquals(700, frame.segmentBytes());
  }

  @Test
  void severalInOnePieceStayOne() {
    UdpFlow flow = flow(PORT);
    byte[] sent = send(flow, 65_507, 1400, 9, new IpMarks());
    byte[] next = send(flow, 1400);
    List<EmittedFrame> frames = emitted();
    assertEquals(Segmentation.UDP, frames.get(0).segmentation());
    assertEquals(1400, frames.get(0).segmentBytes());
    assertArrayEquals(sent, frames.get(0).payload());
    assertArrayEquals(next, frames.get(1).payload());
  }

  @Test
  void severalThatAreLongerThanTheLinkTakesAreCutIntoFragmentsEach() {
    UdpFlow flow = flow(PORT);
    send(flow, 5000, 2000, 9, new IpMarks());
    List<EmittedFrame> frames = emitted();
    assertEquals(5, frames.size());
    assertTrue(frames.stream().allMatch(frame -> frame.segmentation() == Segmentation.NONE));
    network.assertNoDrops();
  }

  @Test
  void aDeviceThatCutsNoDatagramsGetsThemOneByOne() {
    network.assertNothingHeld();
    network = stack(NO_UDP);
    UdpFlow flow = flow(PORT);
    byte[] sent = send(flow, 3500, 1400, 9, new IpMarks());
    byte[] more = joined(List.of(send(flow, 1400), send(flow, 1400)));
    List<EmittedFrame> frames = emitted();
    assertEquals(5, frames.size());
    assertTrue(frames.stream().allMatch(frame -> frame.segmentation() == Segmentation.NONE));
    assertArrayEquals(
        joined(List.of(sent, more)), joined(frames.stream().map(EmittedFrame::payload).toList()));
  }

  @Test
  void sizesThatCannotBeAreTakenForOneDatagram() {
    UdpFlow flow = flow(PORT);
    for (int segmentBytes : new int[] {-1, 0, 1000, 1001, Integer.MAX_VALUE}) {
      byte[] sent = send(flow, 1000, segmentBytes, 9, new IpMarks());
      EmittedFrame frame = emitted().getFirst();
      assertEquals(Segmentation.NONE, frame.segmentation());
      assertArrayEquals(sent, frame.payload());
    }
  }

  @Test
  void wantOfBuffersCostsTheRest() {
    network.assertNothingHeld();
    Limits limits = Limits.DEFAULT;
    network =
        new TestStack(TestStack.config6(1500, NO_UDP, limits), Buffers.bounded(16, 8), uplink);
    network.introduce();
    UdpFlow flow = flow(PORT);
    byte[] sent = send(flow, 20_000, 1000, 9, new IpMarks());
    byte[] arrived = joined(emitted().stream().map(EmittedFrame::payload).toList());
    assertTrue(arrived.length < sent.length && arrived.length >= 1000, () -> "" + arrived.length);
    assertArrayEquals(Arrays.copyOf(sent, arrived.length), arrived);
    network.assertDrops(DropReason.NO_MEMORY, 20 - arrived.length / 1000);
  }

  @Test
  void severalThatAreTooLongTogetherAreCountedEach() {
    UdpFlow flow = flow(PORT);
    send(flow, 65_600, 1000, 9, new IpMarks());
    assertEquals(0, emitted().size());
    network.assertDrops(DropReason.TOO_LONG, 66);
  }
}
