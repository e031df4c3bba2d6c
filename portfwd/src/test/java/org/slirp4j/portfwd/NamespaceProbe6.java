package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Refusal;

/** The IPv6 cases of {@link NamespaceProbe}. */
final class NamespaceProbe6 {
  private static final IpAddress ROUTER = Rig.address("fd99::2");
  private static final IpAddress BEHIND_ROUTER = Rig.address("fd99:1::77");
  private static final InetAddress OUTBOUND = InetAddress.ofLiteral("2001:db8::1");
  private static final InetAddress SERVER = InetAddress.ofLiteral("2001:db8:1::1");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");

  private NamespaceProbe6() {}

  static void run(NamespaceProbe.Case each) throws IOException {
    switch (each) {
      case UDP6_NO_ROUTE -> udpHasNoRoute();
      case UDP6_CLOSED_PORT_OF_A_ROUTER -> udpToClosedPort();
      case UDP6_NEIGHBOUR_IS_SILENT -> udpToSilentNeighbour();
      case UDP6_TOO_BIG -> udpIsTooBig();
      case UDP6_PARTS_LARGER_THAN_THE_MTU -> udpPartsAreLarge();
      case PING6_RUNS_OUT_OF_HOPS -> pingRunsOutOfHops();
      case PING6_NO_ROUTE -> pingHasNoRoute();
      case TCP6_OUTBOUND_ADDRESS -> tcpComesFromOutboundAddress();
      case UDP6_OUTBOUND_ADDRESS -> udpComesFromOutboundAddress();
      case OUTBOUND_ADDRESS6_IS_GONE -> outboundAddressIsGone();
      case HOST6_IS_OUT_OF_REACH -> hostIsOutOfReach();
      case IPV6_IS_SWITCHED_OFF -> ipv6IsSwitchedOff();
      default -> throw new AssertionError(each);
    }
  }

  private static Rig outbound(InetAddress address) {
    return Rig.withOutbound(null, Rig.address(address.getHostAddress()));
  }

  private static void udpHasNoRoute() {
    try (Rig rig = new Rig()) {
      FakeUdpFlow flow = rig.openUdp(Family.V6);
      flow.send(Rig.bytes("x"), Rig.address("2001:db8:4::1"), 9);
      flow.send(Rig.bytes("x"), Rig.address("2001:db8:2::1"), 9);
      flow.send(Rig.bytes("x"), Rig.address("2001:db8:3::1"), 9);
      assertEquals(
          new FakeUdpFlow.Report(
              IcmpError.NET_UNREACHABLE, Family.V6.gateway(), Rig.address("2001:db8:4::1"), 9),
          flow.errors.get(0));
      assertEquals(IcmpError.HOST_UNREACHABLE, flow.errors.get(1).error());
      assertEquals(IcmpError.PROHIBITED, flow.errors.get(2).error());
    }
  }

  private static void udpToClosedPort() {
    try (Rig rig = new Rig()) {
      FakeUdpFlow flow = rig.openUdp(Family.V6);
      flow.send(Rig.bytes("x"), ROUTER, 9);
      await().until(() -> flow.errors.size() == 1);
      assertEquals(
          new FakeUdpFlow.Report(IcmpError.PORT_UNREACHABLE, ROUTER, ROUTER, 9),
          flow.errors.getFirst());
    }
  }

  // The host gives up after three solicitations, a second apart (RFC 4861, 7.2.2) if left alone.
  private static void udpToSilentNeighbour() throws IOException {
    Path patience = Path.of("/proc/sys/net/ipv6/neigh/up0/retrans_time_ms");
    Files.writeString(patience, "100");
    try (Rig rig = new Rig()) {
      FakeUdpFlow flow = rig.openUdp(Family.V6);
      flow.send(Rig.bytes("x"), Rig.address("fd99::77"), 9);
      await().until(() -> flow.errors.size() == 1);
      assertEquals(IcmpError.HOST_UNREACHABLE, flow.errors.getFirst().error());
    }
    Files.writeString(patience, "1000");
  }

  private static void udpIsTooBig() {
    try (Rig rig = new Rig()) {
      FakeUdpFlow flow = rig.openUdp(Family.V6);
      flow.send(new byte[1400], BEHIND_ROUTER, 9);
      await().until(() -> flow.errors.size() == 1);
      assertEquals(
          new FakeUdpFlow.Report(IcmpError.fragmentationNeeded(1280), ROUTER, BEHIND_ROUTER, 9),
          flow.errors.getFirst());
    }
  }

  private static void udpPartsAreLarge() {
    try (Rig rig = new Rig()) {
      FakeUdpFlow flow = rig.openUdp(Family.V6);
      flow.sendSegments(new byte[5000], 2000, ROUTER, 9, NamespaceProbe.CUTTABLE);
      await().until(() -> flow.errors.size() == 3);
      assertEquals(IcmpError.PORT_UNREACHABLE, flow.errors.getFirst().error());
    }
  }

  private static void pingRunsOutOfHops() {
    try (Rig rig = new Rig()) {
      FakeEchoFlow flow = rig.openEcho(BEHIND_ROUTER);
      flow.request(Rig.bytes("abc"), 77, 2);
      await().until(() -> flow.errors.size() == 1);
      assertEquals(
          new FakeEchoFlow.Report(new IcmpError(11, 0, 0), ROUTER, 77), flow.errors.getFirst());
      FakeEchoFlow other = rig.openEcho(Rig.address("fd99:1::1"));
      other.request(Rig.bytes("abc"), 78, 2);
      await().until(() -> other.replies.size() == 1);
      assertEquals(78, other.replies.getFirst().sequence());
      assertEquals("abc", Rig.text(other.replies.getFirst().payload()));
    }
  }

  private static void pingHasNoRoute() {
    try (Rig rig = new Rig()) {
      FakeEchoFlow flow = rig.openEcho(Rig.address("2001:db8:4::1"));
      flow.request(Rig.bytes("abc"), 5, 64);
      assertEquals(
          new FakeEchoFlow.Report(IcmpError.NET_UNREACHABLE, Family.V6.gateway(), 5),
          flow.errors.getFirst());
    }
  }

  private static void tcpComesFromOutboundAddress() throws IOException {
    try (Rig rig = outbound(OUTBOUND);
        ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral("::"))) {
      rig.openTcp(Rig.address(SERVER.getHostAddress()), server.getLocalPort());
      try (Socket far = server.accept()) {
        assertEquals(OUTBOUND, far.getInetAddress());
      }
      rig.openTcp(Family.V6.gateway(), server.getLocalPort());
      try (Socket far = server.accept()) {
        assertEquals(OUTBOUND, far.getInetAddress());
        assertEquals(LOOPBACK, far.getLocalAddress());
      }
      // Of the other family it says nothing.
      rig.openTcp(Rig.address("198.51.100.1"), server.getLocalPort());
      try (Socket far = server.accept()) {
        assertEquals("198.51.100.1", far.getInetAddress().getHostAddress());
      }
    }
  }

  private static void udpComesFromOutboundAddress() throws IOException {
    try (Rig rig = outbound(OUTBOUND);
        DatagramSocket server = new DatagramSocket(0, SERVER);
        DatagramSocket local = new DatagramSocket(0, LOOPBACK)) {
      FakeUdpFlow flow = rig.openUdp(Family.V6);
      flow.send(Rig.bytes("x"), Rig.address(SERVER.getHostAddress()), server.getLocalPort());
      assertEquals(OUTBOUND, receive(server).getAddress());

      // The same mapping still reaches the host's loopback, and hears from it.
      flow.send(Rig.bytes("y"), Family.V6.gateway(), local.getLocalPort());
      DatagramPacket packet = receive(local);
      local.send(new DatagramPacket(new byte[3], 3, packet.getSocketAddress()));
      await().until(() -> flow.received.size() == 1);
      assertEquals(Family.V6.gateway(), flow.received.getFirst().from());
    }
  }

  private static void outboundAddressIsGone() throws IOException {
    try (Rig rig = outbound(InetAddress.ofLiteral("2001:db8::99"));
        ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
      IpAddress to = Rig.address(SERVER.getHostAddress());
      assertEquals(Refusal.NET_UNREACHABLE, rig.openTcp(to, 80).refusal());
      FakeUdpFlow flow = rig.openUdp(Family.V6);
      flow.send(Rig.bytes("x"), to, 9);
      assertEquals(IcmpError.NET_UNREACHABLE, flow.errors.getFirst().error());
      assertEquals(0, rig.openSockets());

      // What does not leave the host has no need of it.
      FakeTcpFlow local = rig.openTcp(Family.V6.gateway(), server.getLocalPort());
      await().until(local::isAccepted);
    }
  }

  private static void hostIsOutOfReach() {
    try (Rig rig = Rig.withAccess(HostAccess.NOTHING)) {
      for (String own : new String[] {"::1", "2001:db8::1", "2001:db8:1::1", "fd99::1"}) {
        assertEquals(Refusal.NET_UNREACHABLE, rig.openTcp(Rig.address(own), 80).refusal(), own);
      }
      FakeTcpFlow flow = rig.openTcp(ROUTER, 80);
      await().until(() -> flow.refusal() != null);
      assertEquals(Refusal.PORT_UNREACHABLE, flow.refusal());
    }
  }

  // The last case: nothing of IPv6 works here any more.
  private static void ipv6IsSwitchedOff() throws IOException {
    for (String name : new String[] {"all", "lo", "up0"}) {
      Files.writeString(Path.of("/proc/sys/net/ipv6/conf", name, "disable_ipv6"), "1");
    }
    try (Rig rig = new Rig()) {
      for (IpAddress to : new IpAddress[] {ROUTER, Family.V6.gateway()}) {
        assertEquals(Refusal.NET_UNREACHABLE, rig.openTcp(to, 80).refusal());
        FakeUdpFlow flow = rig.openUdp(Family.V6);
        flow.send(Rig.bytes("x"), to, 9);
        assertEquals(IcmpError.NET_UNREACHABLE, flow.errors.getFirst().error());
      }
      FakeEchoFlow flow = rig.openEcho(ROUTER);
      flow.request(Rig.bytes("x"), 5, 64);
      assertEquals(IcmpError.NET_UNREACHABLE, flow.errors.getFirst().error());
      assertTrue(rig.log.isEmpty(), rig.log::toString);
    }
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return packet;
  }
}
