package org.slirp4j.tcpip.icmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.slirp4j.tcpip.testing.GuestFrames6.ICMPV6;
import static org.slirp4j.tcpip.testing.TestStack.DNS6;
import static org.slirp4j.tcpip.testing.TestStack.FAR6;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY6;
import static org.slirp4j.tcpip.testing.TestStack.GUEST6;
import static org.slirp4j.tcpip.testing.TestStack.ROUTER6;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.RecordingUplink.Echo;
import org.slirp4j.tcpip.testing.TestStack;

class Icmpv6Test {
  private static final byte[] DATA = {1, 2, 3, 4, 5};
  private static final int IDENTIFIER = 0xabcd;
  private static final IpAddress HOP = GuestFrames6.ip("2001:db8::1");

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = TestStack.dual(uplink);
  private final GuestFrames6 guest = network.guest6;

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  private static IpAddress source(EmittedFrame frame) {
    return GuestFrames6.ip(frame.ip6().getHeader().getSrcAddr().getHostAddress());
  }

  private static IpAddress destination(EmittedFrame frame) {
    return GuestFrames6.ip(frame.ip6().getHeader().getDstAddr().getHostAddress());
  }

  private EmittedFrame emitted() {
    network.emit();
    return network.device.takeOnly();
  }

  private static void assertReply(EmittedFrame frame, int identifier, int sequence, byte[] data) {
    ByteBuffer message = ByteBuffer.wrap(frame.ipPayload());
    assertEquals(0x8100, message.getShort(0) & 0xffff);
    assertEquals(identifier << 16 | sequence, message.getInt(4));
    assertArrayEquals(data, frame.payload());
  }

  // ---- echo

  @Test
  void theStacksAddressesAnswerThemselvesWithTheSameData() {
    byte[] data = new byte[1400];
    new Random(1).nextBytes(data);
    for (IpAddress own : List.of(GATEWAY6, DNS6, ROUTER6)) {
      EmittedFrame reply = network.exchange(guest.echoRequest(own, 7, 65_535, data)).getFirst();
      assertReply(reply, 7, 65_535, data);
      assertEquals(own, source(reply));
      assertEquals(GUEST6, destination(reply));
    }
    assertEquals(List.of(), uplink.echo);
    network.assertNoDrops();
  }

  @Test
  void aBadChecksumGetsNoAnswerUnlessTheDeviceVouchesForIt() {
    byte[] good = guest.echoRequest(GATEWAY6, 7, 1, DATA);
    for (int at = GuestFrames6.PAYLOAD_AT; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      assertEquals(List.of(), network.exchange(bad));
    }
    network.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, good.length - GuestFrames6.PAYLOAD_AT);
    good[good.length - 1] ^= 1;
    network.deliver(good, true, 0);
    network.emit();
    assertEquals(1, network.device.take().size());
  }

  @Test
  void theChecksumCoversTheAddresses() {
    byte[] elsewhere = guest.icmpMessage(DNS6, 128, 0, 0, DATA);
    assertEquals(List.of(), network.exchange(guest.ipv6(GATEWAY6, ICMPV6, elsewhere)));
    network.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, 1);
  }

  @Test
  void messagesThatNobodyNeedsAreCounted() {
    int count = 0;
    for (int type : new int[] {0, 5, 100, 127, 129, 130, 131, 132, 137, 138, 143, 200, 255}) {
      byte[] message = guest.icmpMessage(GATEWAY6, type, 0, 0, DATA);
      assertEquals(List.of(), network.exchange(guest.ipv6(GATEWAY6, ICMPV6, message)));
      network.assertDrops(DropReason.UNUSED_ICMP, ++count);
    }
    assertEquals(List.of(), network.exchange(guest.ipv6(GATEWAY6, ICMPV6, new byte[7])));
    network.assertDrops(DropReason.BAD_TRANSPORT_HEADER, 1);
  }

  @Test
  void requestsToOthersAreAFlowOfTheirIdentifierAndDestination() {
    IpAddress other = GuestFrames6.ip("2001:db8:7::8");
    network.exchange(guest.echoRequest(FAR6, IDENTIFIER, 1, DATA));
    network.exchange(guest.echoRequest(FAR6, IDENTIFIER, 2, DATA));
    network.exchange(guest.echoRequest(FAR6, IDENTIFIER + 1, 1, DATA));
    network.exchange(guest.echoRequest(other, IDENTIFIER, 1, DATA));
    assertEquals(3, uplink.echo.size());
    Echo first = uplink.echo.getFirst();
    assertEquals(FAR6, first.flow.peerAddress());
    assertEquals(2, first.requests.size());
    assertEquals(2, first.requests.get(1).sequence());
    assertEquals(64, first.requests.get(1).marks().hopLimit());
    assertArrayEquals(DATA, first.requests.get(1).data());
    assertEquals(other, uplink.echo.getLast().flow.peerAddress());
    network.assertNoDrops();
  }

  @Test
  void aReplyComesFromTheAddressThatWasAsked() {
    network.exchange(guest.echoRequest(FAR6, IDENTIFIER, 9, DATA));
    EchoFlow flow = uplink.echo.getFirst().flow;
    flow.reply(network.payload(DATA), Buffers.HEADROOM_BYTES, DATA.length, 9, new IpMarks());
    EmittedFrame reply = emitted();
    assertReply(reply, IDENTIFIER, 9, DATA);
    assertEquals(FAR6, source(reply));
    assertEquals(GUEST6, destination(reply));
  }

  // ---- errors about the guest's packets

  @ParameterizedTest
  @CsvSource({
    "3, 0, 0, 1, 0, 0",
    "3, 1, 0, 1, 3, 0",
    "3, 2, 0, 4, 1, 6",
    "3, 3, 0, 1, 4, 0",
    "3, 4, 1400, 2, 0, 1400",
    "3, 4, 70000, 2, 0, 70000",
    "3, 4, 1000, 2, 0, 1280", // RFC 8200, 5: no path takes less
    "3, 8, 0, 1, 2, 0",
    "3, 10, 0, 1, 1, 0",
    "3, 13, 0, 1, 1, 0",
    "11, 0, 0, 3, 0, 0",
    "11, 1, 0, 3, 1, 0",
    "12, 0, 0, 4, 0, 6",
  })
  void errorsAreToldInTheTermsOfTheFamily(
      int type, int code, int mtu, int type6, int code6, int word) {
    network.exchange(guest.udp(4000, FAR6, 5000, DATA));
    UdpFlow flow = uplink.udp.getFirst().flow;
    flow.error(new IcmpError(type, code, mtu), HOP, FAR6.high(), FAR6.low(), 5000, 300);
    EmittedFrame error = emitted();
    assertEquals(HOP, source(error));
    assertEquals(GUEST6, destination(error));
    ByteBuffer message = ByteBuffer.wrap(error.ipPayload());
    assertEquals(type6 << 8 | code6, message.getShort(0));
    assertEquals(word, message.getInt(4));
    byte[] sent = guest.udpDatagram(4000, FAR6, 5000, new byte[300]);
    byte[] packet = guest.ipv6(FAR6, GuestFrames.UDP, sent);
    byte[] quoted = Arrays.copyOfRange(packet, GuestFrames.IP_AT, GuestFrames.IP_AT + 46);
    assertArrayEquals(quoted, Arrays.copyOfRange(message.array(), 8, 8 + 46));
    assertEquals(8 + 48, message.capacity());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void errorsOfTheFamilyAreUnderstoodAndComeOutTheSame(int type) {
    for (int code = 0; code < (type == 1 ? 5 : type < 4 ? 1 : 2); code++) {
      IcmpError error = IcmpError.fromV6(type, code, 1400);
      assertEquals(type, error == null ? -1 : error.typeV6());
      assertEquals(code, error == null ? -1 : error.codeV6());
      assertEquals(type == 2 ? 1400 : 0, error == null ? -1 : error.mtu());
    }
    assertEquals(IcmpError.PROHIBITED, IcmpError.fromV6(1, 5, 0)); // RFC 4443, 3.1: a policy
    assertEquals(IcmpError.PROHIBITED, IcmpError.fromV6(1, 6, 0));
    assertEquals(null, IcmpError.fromV6(0, 0, 0));
    assertEquals(null, IcmpError.fromV6(128, 0, 0));
  }

  @Test
  void anEchoErrorQuotesTheRequest() {
    network.exchange(guest.echoRequest(FAR6, IDENTIFIER, 9, DATA));
    uplink.echo.getFirst().flow.error(IcmpError.HOPS_EXCEEDED, HOP, 9);
    EmittedFrame error = emitted();
    assertEquals(HOP, source(error));
    ByteBuffer message = ByteBuffer.wrap(error.ipPayload());
    assertEquals(0x0300, message.getShort(0));
    assertEquals(ICMPV6, message.get(8 + 6));
    assertEquals(0x8000, message.getShort(48) & 0xffff);
    assertEquals(IDENTIFIER << 16 | 9, message.getInt(52));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::77", "::1", "ff02::1", "::", "10.0.2.2"})
  void whoCannotHaveReportedIsReplacedByTheGateway(String reporter) {
    network.exchange(guest.udp(4000, FAR6, 5000, DATA));
    UdpFlow flow = uplink.udp.getFirst().flow;
    IpAddress from = GuestFrames6.ip(reporter);
    flow.error(IcmpError.HOST_UNREACHABLE, from, FAR6.high(), FAR6.low(), 5000, 0);
    assertEquals(GATEWAY6, source(emitted()));
  }

  @Test
  void anErrorAboutTheStacksAddressComesFromIt() {
    GuestFrames6 local = guest.from("fe80::42:acff:fe11:2");
    network.exchange(local.udp(4000, ROUTER6, 5000, DATA));
    UdpFlow flow = uplink.udp.getFirst().flow;
    IpAddress v4 = IpAddress.v4(TestStack.GATEWAY);
    flow.error(IcmpError.PORT_UNREACHABLE, v4, ROUTER6.high(), ROUTER6.low(), 5000, 5);
    EmittedFrame error = emitted();
    assertEquals(ROUTER6, source(error));
    assertEquals(TestStack.GUEST6_LOCAL, destination(error));
    flow.error(IcmpError.PORT_UNREACHABLE, v4, DNS6.high(), DNS6.low(), 53, 5);
    assertEquals(DNS6, source(emitted()));
  }

  @Test
  void anErrorAboutAnotherFamilyIsDropped() {
    network.exchange(guest.udp(4000, FAR6, 5000, DATA));
    UdpFlow flow = uplink.udp.getFirst().flow;
    flow.error(IcmpError.PORT_UNREACHABLE, HOP, 0, IpAddress.v4Low(TestStack.FAR), 5000, 5);
    assertFalse(network.stack.hasWork());
    network.assertDrops(DropReason.UNKNOWN_FAMILY, 1);
  }

  @Test
  void bothFamiliesShareOneLimit() {
    byte[] v4 = network.guest.ipv4(TestStack.FAR, 132, DATA);
    byte[] v6 = guest.ipv6(FAR6, 132, DATA);
    for (int i = 0; i < IcmpErrors.ERROR_BURST; i++) {
      network.deliver(v4);
      network.deliver(v6);
    }
    network.emit();
    assertEquals(IcmpErrors.ERROR_BURST, network.device.take().size());
    network.assertDrops(DropReason.RATE_LIMITED, IcmpErrors.ERROR_BURST);
    network.advance(SECOND / IcmpErrors.ERRORS_PER_SECOND * 10);
    for (int i = 0; i < 50; i++) {
      network.deliver(v6);
    }
    network.emit();
    assertEquals(10, network.device.take().size());
  }

  // ---- errors from the guest

  @Test
  void errorsThatQuoteNothingOfUseAreCounted() {
    byte[] segment = guest.tcp(80, GUEST6, 5000, 1, 1, 16, 10, new byte[0]);
    byte[] quote = Arrays.copyOfRange(segment, GuestFrames.IP_AT, GuestFrames.IP_AT + 48);
    for (int length = 0; length < quote.length; length++) {
      byte[] error = guest.icmpMessage(FAR6, 1, 4, 0, Arrays.copyOf(quote, length));
      assertEquals(List.of(), network.exchange(guest.ipv6(FAR6, ICMPV6, error)));
      network.assertDrops(DropReason.BAD_TRANSPORT_HEADER, length + 1);
    }
    // The quoted packet did not come from where the error goes.
    byte[] error = guest.icmpMessage(FAR6, 1, 4, 0, quote);
    assertEquals(List.of(), network.exchange(guest.ipv6(FAR6, ICMPV6, error)));
    network.assertDrops(DropReason.UNUSED_ICMP, 1);
    quote[0] = 0x40;
    error = guest.icmpMessage(FAR6, 1, 4, 0, quote);
    assertEquals(List.of(), network.exchange(guest.ipv6(FAR6, ICMPV6, error)));
    network.assertDrops(DropReason.BAD_TRANSPORT_HEADER, 49);
  }
}
