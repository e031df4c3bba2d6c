package org.slirp4j.tcpip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slirp4j.tcpip.testing.GuestFrames.ACK;
import static org.slirp4j.tcpip.testing.GuestFrames.IP_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.SYN;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.RecordingUplink.Marks;
import org.slirp4j.tcpip.testing.Rfc1071;
import org.slirp4j.tcpip.testing.TestStack;

/** What goes through the stack in IP headers: hops, traffic class, don't-fragment. */
class MarksTest {
  private static final byte[] DATA = {1, 2, 3, 4, 5};
  private static final int PORT = 40_000;
  private static final int EF_ECT1 = 0x2e << 2 | 1;
  private static final int DONT_FRAGMENT = 0x4000;

  private @Nullable TcpFlow dialled;
  private final RecordingUplink uplink =
      new RecordingUplink() {
        @Override
        public TcpHandler onTcpOpen(TcpFlow flow) {
          dialled = flow;
          return new DeafTcpHandler();
        }
      };
  private final TestStack network = TestStack.dual(uplink);

  @AfterEach
  void nothingIsHeld() {
    if (dialled != null) {
      dialled.reset();
      network.emit();
    }
    network.assertNothingHeld();
  }

  private static byte[] marked(byte[] frame, int hops, int tos, int flags) {
    frame[IP_AT + 1] = (byte) tos;
    GuestFrames.put16(frame, IP_AT + 6, flags);
    frame[IP_AT + 8] = (byte) hops;
    GuestFrames.put16(frame, IP_AT + 10, 0);
    GuestFrames.put16(frame, IP_AT + 10, ~Rfc1071.sum(frame, IP_AT, IP_AT + 20, 0));
    return frame;
  }

  private static byte[] marked6(byte[] frame, int hops, int trafficClass) {
    GuestFrames.put16(frame, IP_AT, 6 << 12 | trafficClass << 4);
    frame[IP_AT + 7] = (byte) hops;
    return frame;
  }

  private Marks arrived(int index) {
    return uplink.udp.getFirst().datagrams.get(index).marks();
  }

  @Test
  void datagramsTellTheRelayTheirMarks() {
    network.exchange(marked(network.guest.udp(PORT, FAR, 9, DATA), 17, EF_ECT1, DONT_FRAGMENT));
    network.exchange(marked(network.guest.udp(PORT, FAR, 9, DATA), 255, 0, 0));
    assertEquals(new Marks(17, EF_ECT1, true), arrived(0));
    assertEquals(new Marks(255, 0, false), arrived(1));
  }

  @Test
  void datagramsOverIpv6TellTheRelayTheirMarks() {
    network.exchange(marked6(network.guest6.udp(PORT, FAR6, 9, DATA), 17, EF_ECT1));
    assertEquals(new Marks(17, EF_ECT1, true), arrived(0));
  }

  // RFC 4787, REQ-13a and REQ-14: what came in pieces may leave in pieces, whatever their order.
  @Test
  void whatCameInFragmentsMayBeCutAgain() {
    byte[] datagram = network.guest.udpDatagram(PORT, FAR, 9, new byte[3000]);
    network.exchange(network.guest.fragment(FAR, UDP, 7, datagram, 1480, datagram.length));
    network.exchange(network.guest.fragment(FAR, UDP, 7, datagram, 0, 1480));
    assertEquals(new Marks(64, 0, false), arrived(0));
    byte[] datagram6 = network.guest6.udpDatagram(PORT, FAR6, 9, new byte[3000]);
    int end = datagram6.length;
    network.exchange(network.guest6.fragment(FAR6, UDP, 7, datagram6, 1448, end));
    network.exchange(network.guest6.fragment(FAR6, UDP, 7, datagram6, 0, 1448));
    assertEquals(new Marks(64, 0, false), uplink.udp.getLast().datagrams.getFirst().marks());
  }

  @Test
  void datagramsToTheGuestCarryTheirMarks() {
    network.exchange(network.guest.udp(PORT, FAR, 9, DATA));
    UdpFlow flow = uplink.udp.getFirst().flow;
    IpMarks marks = new IpMarks().set(17, EF_ECT1, true);
    long from = IpAddress.v4Low(FAR);
    flow.send(network.payload(DATA), Buffers.HEADROOM_BYTES, 5, 0, 0, from, 9, marks);
    flow.send(network.payload(DATA), Buffers.HEADROOM_BYTES, 5, 0, IpAddress.v4Low(FAR), 9);
    network.emit();
    List<EmittedFrame> frames = network.device.take();
    assertEquals(17, frames.get(0).ip().getHeader().getTtlAsInt());
    assertEquals((byte) EF_ECT1, frames.get(0).ip().getHeader().getTos().value());
    assertEquals(64, frames.get(1).ip().getHeader().getTtlAsInt());
    assertEquals((byte) 0, frames.get(1).ip().getHeader().getTos().value());
  }

  @Test
  void datagramsToTheGuestCarryTheirMarksOverIpv6() {
    network.exchange(network.guest6.udp(PORT, FAR6, 9, DATA));
    IpMarks marks = new IpMarks().set(17, EF_ECT1, true);
    uplink
        .udp
        .getFirst()
        .flow
        .send(
            network.payload(DATA), Buffers.HEADROOM_BYTES, 5, 0, FAR6.high(), FAR6.low(), 9, marks);
    network.emit();
    EmittedFrame frame = network.device.take().getFirst();
    assertEquals(17, frame.ip6().getHeader().getHopLimitAsInt());
    assertEquals((byte) EF_ECT1, frame.ip6().getHeader().getTrafficClass().value());
  }

  @Test
  void echoesCarryTheirMarksBothWays() {
    network.exchange(network.guest.echoRequest(FAR, 1, 2, DATA));
    RecordingUplink.Echo echo = uplink.echo.getFirst();
    assertEquals(new Marks(64, 0, true), echo.requests.getFirst().marks());
    IpMarks marks = new IpMarks().set(17, EF_ECT1, true);
    echo.flow.reply(network.payload(DATA), Buffers.HEADROOM_BYTES, 5, 2, marks);
    network.emit();
    EmittedFrame frame = network.device.take().getFirst();
    assertEquals(17, frame.ip().getHeader().getTtlAsInt());
    assertEquals((byte) EF_ECT1, frame.ip().getHeader().getTos().value());
  }

  // RFC 5508, REQ-4: the quoted packet is the guest's own, as far as it is known.
  @Test
  void errorsQuoteWhatIsKnownOfThePayload() {
    byte[] payload = new byte[2_000];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) i;
    }
    network.exchange(network.guest.udp(PORT, FAR, 9, DATA));
    tell(uplink.udp.getFirst().flow, IpAddress.v4(FAR), payload, 700);
    ByteBuffer error = ByteBuffer.wrap(network.device.take().getFirst().ipPayload());
    assertEquals(576 - 20, error.capacity()); // RFC 1812, 4.3.2.3
    assertEquals(728, error.getShort(10), "quoted total length");
    assertEquals(708, error.getShort(32), "quoted UDP length");
    assertArrayEquals(Arrays.copyOf(payload, 520), Arrays.copyOfRange(error.array(), 36, 556));
    network.exchange(network.guest6.udp(PORT, FAR6, 9, DATA));
    tell(uplink.udp.getLast().flow, FAR6, payload, 2_000);
    ByteBuffer error6 = ByteBuffer.wrap(network.device.take().getFirst().ipPayload());
    assertEquals(1280 - 40, error6.capacity()); // RFC 4443, 2.4 (c)
    assertEquals(2008, error6.getShort(12), "quoted payload length");
    assertArrayEquals(Arrays.copyOf(payload, 1_184), Arrays.copyOfRange(error6.array(), 56, 1_240));
  }

  private void tell(UdpFlow flow, IpAddress to, byte[] payload, int known) {
    Buffer buffer = network.payload(payload);
    flow.error(
        IcmpError.HOPS_EXCEEDED,
        to,
        to.high(),
        to.low(),
        9,
        buffer.memory(),
        Buffers.HEADROOM_BYTES,
        known,
        0);
    buffer.release();
    network.emit();
  }

  // RFC 9293, MUST-48 and MAY-9; RFC 3168, 6.1.4: ECN is each connection's own.
  @Test
  void connectionsCarryTheirTrafficClassBothWaysAndNotEcn() {
    byte[] syn = network.guest.tcp(PORT, FAR, 80, 100, 0, SYN, 64_000, new byte[0]);
    network.exchange(marked(syn, 64, 0x88 | 2, DONT_FRAGMENT));
    assertEquals(0x88, dialled().trafficClass());
    dialled().trafficClass(EF_ECT1);
    dialled().accept();
    network.emit();
    EmittedFrame answer = network.device.take().getFirst();
    assertEquals((byte) (EF_ECT1 & 0xfc), answer.ip().getHeader().getTos().value());
    long ack = answer.tcp().getHeader().getSequenceNumberAsLong() + 1;
    byte[] text = network.guest.tcp(PORT, FAR, 80, 101, ack, ACK, 64_000, DATA);
    network.exchange(marked(text, 64, 0x20, DONT_FRAGMENT));
    assertEquals(0x20, dialled().trafficClass());
  }

  private TcpFlow dialled() {
    return Objects.requireNonNull(dialled);
  }
}
