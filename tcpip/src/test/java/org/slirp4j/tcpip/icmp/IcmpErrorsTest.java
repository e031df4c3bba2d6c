package org.slirp4j.tcpip.icmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slirp4j.tcpip.testing.GuestFrames.ICMP;
import static org.slirp4j.tcpip.testing.GuestFrames.IP_AT;
import static org.slirp4j.tcpip.testing.GuestFrames.UDP;
import static org.slirp4j.tcpip.testing.TestStack.DNS;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.link.FrameQueue;
import org.slirp4j.tcpip.link.Neighbours;
import org.slirp4j.tcpip.link.Resolver;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.FrameChecker;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;
import org.slirp4j.tcpip.time.DeadlineWheel;

class IcmpErrorsTest {
  private static final int UNKNOWN_PROTOCOL = 132;

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = new TestStack(uplink);
  private final GuestFrames guest = network.guest;

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  private UdpFlow open() {
    network.exchange(guest.udp(4000, FAR, 5000, new byte[1]));
    return uplink.udp.getLast().flow;
  }

  private EmittedFrame emitted() {
    network.emit();
    return network.device.takeOnly();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 500, 528, 529, 1480})
  void quotesThePacketUpToTheLengthThatAnyHostTakes(int length) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) 0x5a);
    byte[] sent = guest.ipv4(FAR, UNKNOWN_PROTOCOL, payload);
    EmittedFrame error = network.exchange(sent).getFirst();
    int quoted = Math.min(20 + length, 548);
    assertEquals(28 + quoted, error.ip().length());
    byte[] icmp = error.ipPayload();
    assertEquals(0, ByteBuffer.wrap(icmp).getInt(4));
    assertArrayEquals(
        Arrays.copyOfRange(sent, IP_AT, IP_AT + quoted), Arrays.copyOfRange(icmp, 8, icmp.length));
  }

  @Test
  void quotesOptionsToo() {
    byte[] options = {1, 1, 1, 1, 1, 1, 1, 0};
    byte[] sent = guest.ipv4(GUEST, FAR, UNKNOWN_PROTOCOL, 3, 0, 64, options, new byte[20]);
    byte[] icmp = network.exchange(sent).getFirst().ipPayload();
    assertArrayEquals(
        Arrays.copyOfRange(sent, IP_AT, sent.length), Arrays.copyOfRange(icmp, 8, icmp.length));
  }

  @Test
  void noErrorIsAboutAnError() {
    for (int type : new int[] {3, 4, 5, 11, 12}) {
      byte[] error = guest.icmpMessage(type, 0, 0, new byte[28]);
      assertEquals(List.of(), network.exchange(guest.ipv4WithTtl(FAR, ICMP, 1, error)));
    }
    assertEquals(List.of(), network.exchange(guest.ipv4WithTtl(FAR, ICMP, 1, new byte[0])));
    byte[] echo = guest.icmpMessage(8, 0, 0, new byte[28]);
    assertEquals(1, network.exchange(guest.ipv4WithTtl(FAR, ICMP, 1, echo)).size());
  }

  @Test
  void theRateIsLimited() {
    byte[] sent = guest.ipv4(FAR, UNKNOWN_PROTOCOL, new byte[8]);
    for (int i = 0; i < IcmpErrors.ERROR_BURST + 50; i++) {
      network.deliver(sent);
    }
    network.emit();
    assertEquals(IcmpErrors.ERROR_BURST, network.device.take().size());
    network.assertDrops(DropReason.RATE_LIMITED, 50);
    network.advance(SECOND / IcmpErrors.ERRORS_PER_SECOND * 10);
    for (int i = 0; i < 50; i++) {
      network.deliver(sent);
    }
    network.emit();
    assertEquals(10, network.device.take().size());
  }

  @Test
  void aDatagramIsQuotedFromWhatItsFlowKnows() {
    UdpFlow flow = open();
    IpAddress router = IpAddress.v4(GuestFrames.ip("198.51.100.1"));
    flow.error(IcmpError.HOST_UNREACHABLE, router, 0, IpAddress.v4Low(FAR), 5000, 300);
    EmittedFrame error = emitted();
    assertEquals("/198.51.100.1", error.ip().getHeader().getSrcAddr().toString());
    ByteBuffer icmp = ByteBuffer.wrap(error.ipPayload());
    assertEquals(36, icmp.capacity());
    assertEquals(0x0301, icmp.getShort(0));
    assertEquals(0x45, icmp.get(8));
    assertEquals(328, icmp.getShort(10), "total length of the datagram's packet");
    assertEquals(UDP, icmp.get(17));
    assertEquals(GUEST, icmp.getInt(20));
    assertEquals(FAR, icmp.getInt(24));
    assertEquals(4000, icmp.getShort(28));
    assertEquals(5000, icmp.getShort(30));
    assertEquals(308, icmp.getShort(32));
  }

  @Test
  void theMtuOfTheNextHopIsPassedOn() {
    open()
        .error(
            IcmpError.fragmentationNeeded(1280),
            IpAddress.v4(FAR),
            0,
            IpAddress.v4Low(FAR),
            5000,
            1400);
    ByteBuffer icmp = ByteBuffer.wrap(emitted().ipPayload());
    assertEquals(0x0304, icmp.getShort(0));
    assertEquals(0, icmp.getShort(4));
    assertEquals(1280, icmp.getShort(6));
  }

  @Test
  void reportersThatCannotBeAreReplacedByTheGateway() {
    UdpFlow flow = open();
    for (IpAddress reporter :
        List.of(
            IpAddress.v4(0),
            IpAddress.v4(GuestFrames.ip("127.0.0.1")),
            IpAddress.v4(-1),
            new IpAddress(0xfd00L << 48, 1))) {
      flow.error(IcmpError.PORT_UNREACHABLE, reporter, 0, IpAddress.v4Low(FAR), 5000, 0);
      assertEquals("/10.0.2.2", emitted().ip().getHeader().getSrcAddr().toString());
    }
  }

  @Test
  void aDatagramToAnotherFamilyCannotBeQuoted() {
    open().error(IcmpError.PORT_UNREACHABLE, IpAddress.v4(FAR), 0xfd00L << 48, 1, 5000, 0);
    network.emit();
    assertEquals(List.of(), network.device.take());
    network.assertDrops(DropReason.UNKNOWN_FAMILY, 1);
  }

  @Test
  void aSegmentIsQuotedWithPortsAndNumber() {
    StackConfig config = TestStack.config(1500, Offloads.NONE, Limits.DEFAULT);
    Buffers buffers = Buffers.bounded(4, 4);
    Counters counters = new Counters();
    FrameQueue queue = new FrameQueue(4, counters);
    DeadlineWheel wheel = new DeadlineWheel(0);
    Neighbours neighbours = new Neighbours(3, wheel);
    neighbours.learn(0, IpAddress.v4Low(GUEST), TestStack.GUEST_MAC);
    Resolver resolver = new Resolver(config, neighbours, wheel, counters);
    IpOutput output = new IpOutput(config, 1, 2, buffers, resolver, queue, counters);
    IcmpErrors errors = new IcmpErrors(config, buffers, wheel, output, counters);
    errors.aboutTcp(
        IcmpError.NET_UNREACHABLE,
        IpAddress.v4(GATEWAY),
        IpAddress.v4(GUEST),
        50_000,
        IpAddress.v4(FAR),
        443,
        0x89ab_cdef);
    FrameChecker device = new FrameChecker(config);
    queue.emit(device, new OutboundFrame());
    ByteBuffer icmp = ByteBuffer.wrap(device.takeOnly().ipPayload());
    assertEquals(0x0300, icmp.getShort(0));
    assertEquals(6, icmp.get(17));
    assertEquals((short) 50_000, icmp.getShort(28));
    assertEquals(443, icmp.getShort(30));
    assertEquals(0x89ab_cdef, icmp.getInt(32));
  }

  /** What the container reports about the stack's segments, as its kernel would write it. */
  @Test
  void errorsAboutSegmentsReachTcp() {
    List<String> heard = new ArrayList<>();
    IcmpErrorListener listener =
        (type, code, mtu, gh, gl, guestPort, ph, pl, peerPort, sequence, now) ->
            heard.add(
                "%d/%d mtu %d %s:%d %s:%d seq %x"
                    .formatted(
                        type,
                        code,
                        mtu,
                        new IpAddress(gh, gl),
                        guestPort,
                        new IpAddress(ph, pl),
                        peerPort,
                        sequence));
    IcmpInputHarness input = new IcmpInputHarness(listener);
    byte[] quoted = quotedSegment(FAR, GUEST);
    input.deliver(FAR, guest.icmpMessage(3, 4, 1400, quoted));
    input.deliver(FAR, guest.icmpMessage(3, 2, 1400, quoted));
    input.deliver(FAR, guest.icmpMessage(11, 0, 0, quoted));
    assertEquals(
        List.of(
            "3/4 mtu 1400 10.0.2.100:50000 192.0.2.7:443 seq 89abcdef",
            "3/2 mtu 0 10.0.2.100:50000 192.0.2.7:443 seq 89abcdef",
            "11/0 mtu 0 10.0.2.100:50000 192.0.2.7:443 seq 89abcdef"),
        heard);
    heard.clear();
    // Not what the stack can have sent from the address that is told so; too short; a later
    // fragment.
    input.deliver(DNS, guest.icmpMessage(3, 4, 1400, quoted));
    byte[] udp = quoted.clone();
    udp[9] = UDP;
    input.deliver(FAR, guest.icmpMessage(3, 4, 1400, udp));
    assertEquals(2, input.counters.drops(DropReason.UNUSED_ICMP));
    input.deliver(FAR, guest.icmpMessage(3, 4, 1400, Arrays.copyOf(quoted, 27)));
    byte[] later = quoted.clone();
    later[7] = 1;
    input.deliver(FAR, guest.icmpMessage(3, 4, 1400, later));
    byte[] long60 = quoted.clone();
    long60[0] = 0x4f;
    input.deliver(FAR, guest.icmpMessage(3, 4, 1400, long60));
    byte[] v6 = quoted.clone();
    v6[0] = 0x65;
    input.deliver(FAR, guest.icmpMessage(3, 4, 1400, v6));
    assertEquals(4, input.counters.drops(DropReason.BAD_TRANSPORT_HEADER));
    assertEquals(List.of(), heard);
  }

  private static byte[] quotedSegment(int from, int to) {
    return ByteBuffer.allocate(28)
        .putInt(0x4500_05dc)
        .putInt(0x4000)
        .putInt(0x4006_0000)
        .putInt(from)
        .putInt(to)
        .putShort((short) 443)
        .putShort((short) 50_000)
        .putInt(0x89ab_cdef)
        .array();
  }
}
