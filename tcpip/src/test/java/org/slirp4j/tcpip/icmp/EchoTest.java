package org.slirp4j.tcpip.icmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.slirp4j.tcpip.testing.GuestFrames.ICMP;
import static org.slirp4j.tcpip.testing.TestStack.DNS;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IcmpV4EchoReplyPacket;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.RecordingUplink.Echo;
import org.slirp4j.tcpip.testing.TestStack;

class EchoTest {
  private static final byte[] DATA = {1, 2, 3, 4, 5};
  private static final int IDENTIFIER = 0xabcd;

  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = new TestStack(uplink);
  private final GuestFrames guest = network.guest;

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  private static void assertReply(EmittedFrame frame, int identifier, int sequence, byte[] data) {
    IcmpV4EchoReplyPacket.IcmpV4EchoReplyHeader header =
        frame.packet().get(IcmpV4EchoReplyPacket.class).getHeader();
    assertEquals(identifier, header.getIdentifierAsInt());
    assertEquals(sequence, header.getSequenceNumberAsInt());
    assertArrayEquals(data, frame.payload());
    assertEquals("/10.0.2.100", frame.ip().getHeader().getDstAddr().toString());
  }

  @Test
  void theStacksAddressesAnswerThemselvesWithTheSameData() {
    byte[] data = new byte[1400];
    new Random(1).nextBytes(data);
    EmittedFrame gateway = network.exchange(guest.echoRequest(GATEWAY, 7, 65_535, data)).getFirst();
    assertReply(gateway, 7, 65_535, data);
    assertEquals("/10.0.2.2", gateway.ip().getHeader().getSrcAddr().toString());
    EmittedFrame dns = network.exchange(guest.echoRequest(DNS, IDENTIFIER, 0, DATA)).getFirst();
    assertReply(dns, IDENTIFIER, 0, DATA);
    assertEquals("/10.0.2.3", dns.ip().getHeader().getSrcAddr().toString());
    assertReply(
        network.exchange(guest.echoRequest(DNS, 1, 1, new byte[0])).getFirst(), 1, 1, new byte[0]);
    assertEquals(List.of(), uplink.echo);
    network.assertNoDrops();
  }

  @Test
  void aBadChecksumGetsNoAnswerUnlessTheDeviceVouchesForIt() {
    byte[] bad = guest.echoRequest(GATEWAY, 7, 1, DATA);
    bad[bad.length - 1] ^= 1;
    assertEquals(List.of(), network.exchange(bad));
    network.assertDrops(DropReason.BAD_TRANSPORT_CHECKSUM, 1);
    network.deliver(bad, true, 0);
    network.emit();
    assertEquals(1, network.device.take().size());
  }

  @Test
  void messagesThatNobodyNeedsAreCounted() {
    int count = 0;
    for (int type : new int[] {0, 4, 5, 9, 10, 13, 14, 15, 17, 255}) {
      assertEquals(
          List.of(),
          network.exchange(guest.ipv4(GATEWAY, ICMP, guest.icmpMessage(type, 0, 0, DATA))));
      network.assertDrops(DropReason.UNUSED_ICMP, ++count);
    }
    assertEquals(List.of(), network.exchange(guest.ipv4(GATEWAY, ICMP, new byte[7])));
    network.assertDrops(DropReason.BAD_TRANSPORT_HEADER, 1);
  }

  @Test
  void requestsToOthersAreAFlowOfTheirIdentifierAndDestination() {
    network.exchange(guest.echoRequest(FAR, IDENTIFIER, 1, DATA));
    network.exchange(guest.echoRequest(FAR, IDENTIFIER, 2, DATA));
    network.exchange(guest.echoRequest(FAR, IDENTIFIER + 1, 1, DATA));
    network.exchange(guest.echoRequest(FAR + 1, IDENTIFIER, 1, DATA));
    assertEquals(3, uplink.echo.size());
    Echo first = uplink.echo.getFirst();
    assertEquals(IpAddress.v4(FAR), first.flow.peerAddress());
    assertEquals(2, first.requests.size());
    assertEquals(2, first.requests.get(1).sequence());
    assertEquals(64, first.requests.get(1).marks().hopLimit());
    assertArrayEquals(DATA, first.requests.get(1).data());
    assertEquals(IpAddress.v4(FAR + 1), uplink.echo.getLast().flow.peerAddress());
    network.assertNoDrops();
  }

  @Test
  void aReplyComesFromTheAddressThatWasAsked() {
    network.exchange(guest.echoRequest(FAR, IDENTIFIER, 9, DATA));
    uplink
        .echo
        .getFirst()
        .flow
        .reply(network.payload(DATA), Buffers.HEADROOM_BYTES, DATA.length, 9, new IpMarks());
    network.emit();
    EmittedFrame reply = network.device.takeOnly();
    assertReply(reply, IDENTIFIER, 9, DATA);
    assertEquals("/192.0.2.7", reply.ip().getHeader().getSrcAddr().toString());
  }

  @Test
  void anErrorQuotesTheRequest() {
    network.exchange(guest.echoRequest(FAR, IDENTIFIER, 9, DATA));
    IpAddress router = IpAddress.v4(GuestFrames.ip("198.51.100.1"));
    uplink.echo.getFirst().flow.error(new IcmpError(11, 0, 0), router, 9);
    network.emit();
    EmittedFrame error = network.device.takeOnly();
    assertEquals("/198.51.100.1", error.ip().getHeader().getSrcAddr().toString());
    byte[] icmp = error.ipPayload();
    assertArrayEquals(new byte[] {11, 0}, Arrays.copyOf(icmp, 2));
    assertEquals(8 + 20 + 8, icmp.length);
    assertArrayEquals(
        new byte[] {10, 0, 2, 100, (byte) 192, 0, 2, 7, 8, 0, 0, 0, (byte) 0xab, (byte) 0xcd, 0, 9},
        Arrays.copyOfRange(icmp, 20, 36));
  }

  @Test
  void aFlowEndsAMinuteAfterItsLastRequest() {
    network.exchange(guest.echoRequest(FAR, IDENTIFIER, 1, DATA));
    network.advance(50 * SECOND);
    network.exchange(guest.echoRequest(FAR, IDENTIFIER, 2, DATA));
    network.advance(59 * SECOND);
    Echo echo = uplink.echo.getFirst();
    assertEquals(0, echo.closed);
    network.advance(2 * SECOND);
    assertEquals(1, echo.closed);
    // A late reply is dropped, with its memory.
    echo.flow.reply(network.payload(DATA), Buffers.HEADROOM_BYTES, DATA.length, 2, new IpMarks());
    echo.flow.error(IcmpError.HOST_UNREACHABLE, IpAddress.v4(FAR), 2);
    assertFalse(network.stack.hasWork());
    network.exchange(guest.echoRequest(FAR, IDENTIFIER, 3, DATA));
    assertEquals(2, uplink.echo.size());
    network.advance(61 * SECOND);
    assertEquals(1, echo.closed);
  }

  @Test
  void theFlowIdleLongestMakesRoom() {
    Limits limits = new Limits(16, 16, 16, 16, 4, 4, 64, 1 << 20, 1 << 20);
    TestStack small =
        new TestStack(
            TestStack.config(1500, Offloads.NONE, limits), Buffers.bounded(16, 64), uplink);
    for (int i = 0; i < 4; i++) {
      small.exchange(guest.echoRequest(FAR, i, 1, DATA));
    }
    small.exchange(guest.echoRequest(FAR, 0, 2, DATA));
    small.exchange(guest.echoRequest(FAR, 4, 1, DATA));
    assertEquals(List.of(0, 1, 0, 0, 0), uplink.echo.stream().map(echo -> echo.closed).toList());
    small.assertDrops(DropReason.FLOW_LIMIT, 1);
  }

  @Test
  void aFlowClosedByItsOwnerIsForgottenSilently() {
    network.exchange(guest.echoRequest(FAR, IDENTIFIER, 1, DATA));
    Echo echo = uplink.echo.getFirst();
    echo.flow.close();
    echo.flow.close();
    network.advance(100 * SECOND);
    assertEquals(0, echo.closed);
    network.exchange(guest.echoRequest(FAR, IDENTIFIER, 2, DATA));
    assertEquals(1, echo.requests.size());
    assertEquals(2, uplink.echo.size());
  }

  @Test
  void anOwnerMayRefuseAFlowWhileItIsOpened() {
    RecordingUplink refusing =
        new RecordingUplink() {
          @Override
          public EchoHandler onEchoOpen(EchoFlow flow) {
            EchoHandler handler = super.onEchoOpen(flow);
            assertSame(flow, echo.getLast().flow);
            flow.error(IcmpError.PROHIBITED, IpAddress.v4(GATEWAY), 1);
            flow.close();
            return handler;
          }
        };
    TestStack closed = new TestStack(refusing);
    byte[] icmp = closed.exchange(guest.echoRequest(FAR, 1, 1, DATA)).getFirst().ipPayload();
    assertArrayEquals(new byte[] {3, 13}, Arrays.copyOf(icmp, 2));
    assertEquals(List.of(), refusing.echo.getFirst().requests);
    closed.assertNothingHeld();
  }
}
