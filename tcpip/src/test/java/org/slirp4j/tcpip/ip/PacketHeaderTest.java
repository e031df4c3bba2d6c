package org.slirp4j.tcpip.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST_MAC;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IpV4Packet.IpV4Header;
import org.pcap4j.packet.IpV6Packet.IpV6Header;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.link.FrameQueue;
import org.slirp4j.tcpip.link.Neighbours;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.link.ResolutionListener;
import org.slirp4j.tcpip.link.Resolver;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.FrameChecker;
import org.slirp4j.tcpip.testing.TestStack;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.UdpDatagram;

/** What a {@link PacketHeader} says is what goes out. */
class PacketHeaderTest {
  private static final int EXPEDITED_ECT = 0xba; // DSCP 46, ECT(0)

  private final StackConfig config = TestStack.config6(1500, Offloads.NONE, Limits.DEFAULT);
  private final Counters counters = new Counters();
  private final Buffers buffers = Buffers.bounded(16, 64);
  private final FrameChecker device = new FrameChecker(config);
  private final DeadlineWheel wheel = new DeadlineWheel(0);
  private final FrameQueue queue = new FrameQueue(64, counters);
  private final Neighbours neighbours = new Neighbours(1, wheel);
  private final Resolver resolver = new Resolver(config, neighbours, wheel, counters);
  private final IpOutput output = new IpOutput(config, 2, 3, buffers, resolver, queue, counters);
  private final PacketHeader header = new PacketHeader(Protocols.UDP, IpOutput.HOP_LIMIT);

  PacketHeaderTest() {
    resolver.connect((high, low) -> {}, (high, low) -> {}, output, new Deaf());
  }

  private static final class Deaf implements ResolutionListener {
    @Override
    public void onResolved(long high, long low) {}

    @Override
    public void onUnresolved(long high, long low) {}
  }

  private void introduce() {
    neighbours.learn(0, IpAddress.v4Low(GUEST), GUEST_MAC);
    neighbours.learn(GUEST6.high(), GUEST6.low(), GUEST_MAC);
  }

  private List<EmittedFrame> send(int length) {
    Buffer buffer = buffers.large().take();
    assertNotNull(buffer);
    new UdpDatagram(buffer.memory(), Buffers.HEADROOM_BYTES)
        .write(5000, 4000, length, Checksum.fold(header.pseudoSum(length)));
    output.send(buffer, Buffers.HEADROOM_BYTES, length, header, UdpDatagram.CHECKSUM_OFFSET);
    return emitted();
  }

  private List<EmittedFrame> emitted() {
    queue.emit(device, new OutboundFrame());
    return device.take();
  }

  private void toGuest4() {
    header.from(IpAddress.v4(FAR)).to(IpAddress.v4(GUEST));
  }

  @Test
  void addressesProtocolHopsAndServiceOfAnIpv4Packet() {
    introduce();
    toGuest4();
    header.tos(EXPEDITED_ECT).hopLimit(7);
    IpV4Header sent = send(100).getFirst().ip().getHeader();
    assertEquals("/192.0.2.7", sent.getSrcAddr().toString());
    assertEquals("/10.0.2.100", sent.getDstAddr().toString());
    assertEquals(Protocols.UDP, sent.getProtocol().value() & 0xff);
    assertEquals(7, sent.getTtlAsInt());
    assertEquals(EXPEDITED_ECT, sent.getTos().value() & 0xff);
  }

  @Test
  void addressesProtocolHopsAndServiceOfAnIpv6Packet() {
    introduce();
    header.from(FAR6).to(GUEST6).tos(EXPEDITED_ECT).hopLimit(7);
    IpV6Header sent = send(100).getFirst().ip6().getHeader();
    assertEquals("/2001:db8:7:0:0:0:0:7", sent.getSrcAddr().toString());
    assertEquals("/fd00:0:0:0:42:acff:fe11:2", sent.getDstAddr().toString());
    assertEquals(Protocols.UDP, sent.getNextHeader().value() & 0xff);
    assertEquals(7, sent.getHopLimitAsInt());
    assertEquals(EXPEDITED_ECT, sent.getTrafficClass().value() & 0xff);
    assertEquals(0, sent.getFlowLabel().value());
  }

  // RFC 6864, 4: only what may be fragmented on the way needs a number.
  @Test
  void aPacketThatMayBeFragmentedHasANumber() {
    introduce();
    toGuest4();
    IpV4Header atomic = send(100).getFirst().ip().getHeader();
    assertTrue(atomic.getDontFragmentFlag());
    assertEquals(0, atomic.getIdentificationAsInt());
    header.dontFragment(false);
    IpV4Header first = send(100).getFirst().ip().getHeader();
    IpV4Header second = send(100).getFirst().ip().getHeader();
    assertFalse(first.getDontFragmentFlag());
    assertNotEquals(first.getIdentificationAsInt(), second.getIdentificationAsInt());
  }

  @Test
  void everyFragmentSaysWhatTheHeaderSays() {
    introduce();
    toGuest4();
    header.tos(EXPEDITED_ECT).hopLimit(7);
    List<EmittedFrame> fragments = send(4000);
    assertEquals(3, fragments.size());
    for (EmittedFrame fragment : fragments) {
      assertEquals(EXPEDITED_ECT, fragment.ip().getHeader().getTos().value() & 0xff);
      assertEquals(7, fragment.ip().getHeader().getTtlAsInt());
      assertFalse(fragment.ip().getHeader().getDontFragmentFlag());
    }
    header.from(FAR6).to(GUEST6);
    fragments = send(4000);
    assertEquals(3, fragments.size());
    for (EmittedFrame fragment : fragments) {
      assertEquals(EXPEDITED_ECT, fragment.ip6().getHeader().getTrafficClass().value() & 0xff);
      assertEquals(7, fragment.ip6().getHeader().getHopLimitAsInt());
    }
  }

  @Test
  void packetsThatWaitKeepWhatTheirHeadersSaid() {
    toGuest4();
    for (int i = 1; i <= 3; i++) {
      header.tos(4 * i).hopLimit(i).dontFragment(i != 2);
      assertEquals(List.of(), send(100 + i));
    }
    header.tos(0).hopLimit(99).dontFragment(true).to(FAR6);
    introduce();
    List<EmittedFrame> sent = emitted();
    assertEquals(3, sent.size());
    for (int i = 1; i <= 3; i++) {
      IpV4Header each = sent.get(i - 1).ip().getHeader();
      assertEquals(4 * i, each.getTos().value() & 0xff);
      assertEquals(i, each.getTtlAsInt());
      assertEquals(i != 2, each.getDontFragmentFlag());
      assertEquals("/10.0.2.100", each.getDstAddr().toString());
    }
  }

  @Test
  void theQuestionForAnAddressMayBeWrittenWithTheHeaderThatIsToWait() {
    resolver.connect(
        (high, low) -> header.to(1, 2).hopLimit(255), (high, low) -> {}, output, new Deaf());
    toGuest4();
    assertEquals(List.of(), send(100));
    introduce();
    IpV4Header sent = emitted().getFirst().ip().getHeader();
    assertEquals("/10.0.2.100", sent.getDstAddr().toString());
    assertEquals(IpOutput.HOP_LIMIT, sent.getTtlAsInt());
  }
}
