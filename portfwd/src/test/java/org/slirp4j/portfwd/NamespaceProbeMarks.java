package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Random;
import org.slirp4j.portfwd.FakeUdpFlow.Marks;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;

/**
 * The cases of {@link NamespaceProbe} about IP headers: hops, traffic class, path MTU. Two of the
 * container's ports talk to each other by the host's address outside, so that one sees what the
 * other's datagrams are like there.
 */
final class NamespaceProbeMarks {
  private static final int AF41_ECT0 = 0x22 << 2 | 2;

  private NamespaceProbeMarks() {}

  static void run(NamespaceProbe.Case each) throws IOException {
    for (Family family : Family.values()) {
      try (Rig rig = new Rig()) {
        switch (each) {
          case UDP_MARKS_GO_BOTH_WAYS -> marksGoBothWays(rig, family);
          case UDP_MARKS_CHANGE_FROM_DATAGRAM_TO_DATAGRAM -> marksChange(rig, family);
          case UDP_RUNS_OUT_OF_HOPS -> runsOutOfHops(rig, family);
          case UDP_ERRORS_QUOTE_THE_PAYLOAD -> errorsQuote(rig, family);
          case UDP_PATH_MTU_IS_TOLD_EACH_TIME -> pathMtuIsTold(rig, family);
          case UDP_LONGER_THAN_ETHERNET_IS_CUT -> longerThanEthernetIsCut(rig, family);
          case UDP_MAY_BE_CUT -> mayBeCut(rig, family);
          case UDP_PARTS_THAT_MUST_NOT_BE_CUT -> partsMustNotBeCut(rig, family);
          case PING_MARKS_GO_BOTH_WAYS -> pingMarksGoBothWays(rig, family);
          case PING_MTU_IS_TOLD -> pingMtuIsTold(rig, family);
          default -> throw new AssertionError(each);
        }
      }
    }
  }

  private static IpAddress router(Family family) {
    return Rig.address(family == Family.V4 ? "10.9.0.2" : "fd99::2");
  }

  /** An address behind the router's other link, whose MTU is 1280. */
  private static IpAddress behindRouter(Family family) {
    return Rig.address(family == Family.V4 ? "10.9.1.77" : "fd99:1::77");
  }

  private static IpAddress host(Family family) {
    return Rig.address(family == Family.V4 ? "198.51.100.1" : "2001:db8:1::1");
  }

  private static DatagramSocket server(Family family) throws IOException {
    DatagramSocket server = new DatagramSocket(0, InetAddress.ofLiteral(host(family).toString()));
    server.setSoTimeout(5_000);
    return server;
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return packet;
  }

  /** Returns the port by which a flow is known outside. */
  private static int portOutside(FakeUdpFlow flow, Family family) throws IOException {
    try (DatagramSocket server = server(family)) {
      flow.send(Rig.bytes("x"), host(family), server.getLocalPort());
      return receive(server).getPort();
    }
  }

  // RFC 4787 has nothing on it; RFC 1812, 5.3.1, and RFC 2474: a router takes a hop, and copies.
  private static void marksGoBothWays(Rig rig, Family family) throws IOException {
    FakeUdpFlow one = rig.openUdp(family);
    FakeUdpFlow other = rig.openUdp(family);
    int port = portOutside(other, family);
    one.send(Rig.bytes("y"), host(family), port, new Marks(40, AF41_ECT0, true));
    await().until(() -> other.received.size() == 1);
    // One hop out of the container, and one into it.
    assertEquals(new Marks(38, AF41_ECT0, true), other.received.getFirst().marks());
  }

  private static void marksChange(Rig rig, Family family) throws IOException {
    FakeUdpFlow one = rig.openUdp(family);
    FakeUdpFlow other = rig.openUdp(family);
    int port = portOutside(other, family);
    int[][] sent = {{64, 0}, {64, 0x88}, {9, 0x88}, {3, 0xb8}, {64, 0}, {255, 0xff}, {2, 1}};
    for (int[] each : sent) {
      one.send(Rig.bytes("y"), host(family), port, new Marks(each[0], each[1], each[0] != 9));
    }
    await().until(() -> other.received.size() == sent.length);
    for (int i = 0; i < sent.length; i++) {
      Marks expected = new Marks(Math.max(sent[i][0] - 2, 1), sent[i][1], true);
      assertEquals(expected, other.received.get(i).marks());
    }
  }

  // traceroute: the second hop is the host's first router, and the last the destination itself.
  private static void runsOutOfHops(Rig rig, Family family) {
    FakeUdpFlow flow = rig.openUdp(family);
    IpAddress to = behindRouter(family);
    flow.send(Rig.bytes("probe"), to, 33_434, new Marks(2, 0, true));
    await().until(() -> flow.errors.size() == 1);
    assertEquals(
        new FakeUdpFlow.Report(IcmpError.HOPS_EXCEEDED, router(family), to, 33_434),
        flow.errors.getFirst());
    assertArrayEquals(Rig.bytes("probe"), flow.quotes.getFirst());
    flow.send(Rig.bytes("probe"), router(family), 33_435, new Marks(2, 0, true));
    await().until(() -> flow.errors.size() == 2);
    assertEquals(IcmpError.PORT_UNREACHABLE, flow.errors.getLast().error());
  }

  private static void errorsQuote(Rig rig, Family family) {
    byte[] payload = new byte[1_000];
    new Random(5).nextBytes(payload);
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(payload, router(family), 9);
    await().until(() -> flow.errors.size() == 1);
    byte[] quote = flow.quotes.getFirst();
    // Linux quotes up to 576 bytes in all, and 1,280 by IPv6.
    assertEquals(family == Family.V4 ? 576 - 56 : 1_000, quote.length);
    assertArrayEquals(Arrays.copyOf(payload, quote.length), quote);
    // What goes nowhere is quoted as well.
    flow.send(payload, family.nobody(), 9);
    assertArrayEquals(payload, flow.quotes.getLast());
  }

  // RFC 4787, REQ-13: first the router says so, and from then on the host's kernel knows.
  private static void pathMtuIsTold(Rig rig, Family family) {
    FakeUdpFlow flow = rig.openUdp(family);
    IpAddress to = behindRouter(family);
    for (int i = 0; i < 3; i++) {
      int count = i + 1;
      flow.send(new byte[1400], to, 9);
      await().until(() -> flow.errors.size() == count);
      assertEquals(IcmpError.fragmentationNeeded(1280), flow.errors.getLast().error());
      assertEquals(to, flow.errors.getLast().to());
      assertEquals(9, flow.errors.getLast().toPort());
    }
    assertEquals(family.gateway(), flow.errors.getLast().reporter());
    // RFC 4787, REQ-12: the mapping lives.
    flow.send(Rig.bytes("x"), router(family), 9);
    await().until(() -> flow.errors.getLast().error().equals(IcmpError.PORT_UNREACHABLE));
  }

  // Only a link wider than any behind it lets DF stand on these.
  private static void longerThanEthernetIsCut(Rig rig, Family family) {
    FakeUdpFlow flow = rig.openUdp(family);
    for (int length : new int[] {1_501, 8_000, 60_000}) {
      flow.errors.clear();
      flow.send(new byte[length], router(family), 9);
      await().until(() -> flow.errors.size() == 1);
      assertEquals(IcmpError.PORT_UNREACHABLE, flow.errors.getFirst().error());
    }
  }

  // RFC 4787, REQ-13a; RFC 8200, 5: what came in fragments leaves in fragments.
  private static void mayBeCut(Rig rig, Family family) {
    FakeUdpFlow flow = rig.openUdp(family);
    for (int length : new int[] {1_501, 9_000, 65_507}) {
      flow.errors.clear();
      flow.send(new byte[length], router(family), 9, new Marks(64, 0, false));
      await().until(() -> flow.errors.size() == 1);
      assertEquals(IcmpError.PORT_UNREACHABLE, flow.errors.getFirst().error());
    }
  }

  private static void partsMustNotBeCut(Rig rig, Family family) {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(new byte[1400], behindRouter(family), 9);
    await().until(() -> flow.errors.size() == 1); // now the kernel knows
    flow.errors.clear();
    flow.sendSegments(new byte[3_000], 1_400, behindRouter(family), 9);
    assertEquals(1, flow.errors.size());
    assertEquals(IcmpError.fragmentationNeeded(1280), flow.errors.getFirst().error());
    flow.sendSegments(new byte[3_000], 1_000, router(family), 9);
    // On a veth the three stay one packet, and get one answer.
    await().until(() -> flow.errors.size() > 1);
    assertEquals(IcmpError.PORT_UNREACHABLE, flow.errors.getLast().error());
  }

  private static void pingMarksGoBothWays(Rig rig, Family family) {
    FakeEchoFlow flow = rig.openEcho(router(family));
    flow.request(Rig.bytes("abc"), 1, new Marks(64, 0x88, true));
    await().until(() -> flow.replies.size() == 1);
    // Linux answers with the request's traffic class, and 64 hops.
    assertEquals(new Marks(63, 0x88, true), flow.replies.getFirst().marks());
  }

  private static void pingMtuIsTold(Rig rig, Family family) {
    FakeEchoFlow flow = rig.openEcho(router(family));
    flow.request(new byte[1_600], 7, new Marks(64, 0, true));
    assertEquals(
        new FakeEchoFlow.Report(IcmpError.fragmentationNeeded(1500), family.gateway(), 7),
        flow.errors.getFirst());
    flow.request(new byte[1_600], 8, new Marks(64, 0, false));
    await().until(() -> flow.replies.size() == 1);
    assertEquals(1_600, flow.replies.getFirst().payload().length);
    assertEquals(1, flow.errors.size());
  }
}
