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

/** A program that tries the relays on the host that {@code namespace.sh} makes, case after case. */
final class NamespaceProbe {
  /** What it tries. */
  enum Case {
    PING_IS_FORBIDDEN,
    TCP_UNREACHABLE_HOST,
    TCP_NO_ROUTE,
    TCP_PROHIBITED,
    UDP_NO_ROUTE,
    UDP_CLOSED_PORT_OF_A_ROUTER,
    UDP_TOO_BIG,
    UDP_PARTS_LARGER_THAN_THE_MTU,
    PING_RUNS_OUT_OF_HOPS,
    PING_NO_ROUTE,
    TCP_OUTBOUND_ADDRESS,
    UDP_OUTBOUND_ADDRESS,
    OUTBOUND_ADDRESS_IS_GONE,
    HOST_IS_OUT_OF_REACH,
    DNS_IS_NO_ALIAS,
    TCP6_UNREACHABLE_HOST,
    TCP6_NO_ROUTE,
    TCP6_PROHIBITED,
    UDP6_NO_ROUTE,
    UDP6_CLOSED_PORT_OF_A_ROUTER,
    UDP6_NEIGHBOUR_IS_SILENT,
    UDP6_TOO_BIG,
    UDP6_PARTS_LARGER_THAN_THE_MTU,
    PING6_RUNS_OUT_OF_HOPS,
    PING6_NO_ROUTE,
    TCP6_OUTBOUND_ADDRESS,
    UDP6_OUTBOUND_ADDRESS,
    OUTBOUND_ADDRESS6_IS_GONE,
    HOST6_IS_OUT_OF_REACH,
    UDP_MARKS_GO_BOTH_WAYS,
    UDP_MARKS_CHANGE_FROM_DATAGRAM_TO_DATAGRAM,
    UDP_RUNS_OUT_OF_HOPS,
    UDP_ERRORS_QUOTE_THE_PAYLOAD,
    UDP_PATH_MTU_IS_TOLD_EACH_TIME,
    UDP_LONGER_THAN_ETHERNET_IS_CUT,
    UDP_MAY_BE_CUT,
    UDP_PARTS_THAT_MUST_NOT_BE_CUT,
    PING_MARKS_GO_BOTH_WAYS,
    PING_MTU_IS_TOLD,
    NAT_MAPS_INDEPENDENTLY_OF_THE_ENDPOINT,
    NAT_FILTERS_INDEPENDENTLY_OF_THE_ENDPOINT,
    NAT_GIVES_EACH_PORT_ITS_OWN,
    NAT_HAIRPIN_SHOWS_THE_EXTERNAL_SOURCE,
    NAT_OWN_FORWARDS_ARE_REACHED,
    NAT_FORWARDED_CLIENTS_ERRORS_COME_IN,
    NAT_GROUPS_GO_NOWHERE,
    IPV6_IS_SWITCHED_OFF
  }

  private static final IpAddress ROUTER = Rig.address("10.9.0.2");
  static final FakeUdpFlow.Marks CUTTABLE = new FakeUdpFlow.Marks(64, 0, false);
  private static final String OUTBOUND = "192.0.2.1";
  private static final String SERVER = "198.51.100.1";

  private NamespaceProbe() {}

  /** Prints a line for each case: its name, and {@code ok} or what went wrong. */
  public static void main(String[] args) {
    for (Case each : Case.values()) {
      String result = "ok";
      try {
        run(each);
      } catch (Exception | AssertionError e) {
        result = e.toString().replace('\n', ' ');
      }
      System.out.println(each + " " + result);
    }
  }

  private static void run(Case each) throws IOException {
    switch (each) {
      case PING_IS_FORBIDDEN -> pingIsForbidden();
      case TCP_UNREACHABLE_HOST -> tcpIsRefused("203.0.113.1", Refusal.HOST_UNREACHABLE);
      case TCP_NO_ROUTE -> tcpIsRefused("100.64.0.1", Refusal.NET_UNREACHABLE);
      case TCP_PROHIBITED -> tcpIsRefused("203.0.113.65", Refusal.PROHIBITED);
      case UDP_NO_ROUTE -> udpHasNoRoute();
      case UDP_CLOSED_PORT_OF_A_ROUTER -> udpToClosedPort();
      case UDP_TOO_BIG -> udpIsTooBig();
      case UDP_PARTS_LARGER_THAN_THE_MTU -> udpPartsAreLarge();
      case PING_RUNS_OUT_OF_HOPS -> pingRunsOutOfHops();
      case PING_NO_ROUTE -> pingHasNoRoute();
      case TCP_OUTBOUND_ADDRESS -> tcpComesFromOutboundAddress();
      case UDP_OUTBOUND_ADDRESS -> udpComesFromOutboundAddress();
      case OUTBOUND_ADDRESS_IS_GONE -> outboundAddressIsGone();
      case HOST_IS_OUT_OF_REACH -> hostIsOutOfReach();
      case DNS_IS_NO_ALIAS -> dnsIsNoAlias();
      case TCP6_UNREACHABLE_HOST -> tcpIsRefused("2001:db8:2::1", Refusal.HOST_UNREACHABLE);
      case TCP6_NO_ROUTE -> tcpIsRefused("2001:db8:4::1", Refusal.NET_UNREACHABLE);
      case TCP6_PROHIBITED -> tcpIsRefused("2001:db8:3::1", Refusal.PROHIBITED);
      case UDP_MARKS_GO_BOTH_WAYS,
          UDP_MARKS_CHANGE_FROM_DATAGRAM_TO_DATAGRAM,
          UDP_RUNS_OUT_OF_HOPS,
          UDP_ERRORS_QUOTE_THE_PAYLOAD,
          UDP_PATH_MTU_IS_TOLD_EACH_TIME,
          UDP_LONGER_THAN_ETHERNET_IS_CUT,
          UDP_MAY_BE_CUT,
          UDP_PARTS_THAT_MUST_NOT_BE_CUT,
          PING_MARKS_GO_BOTH_WAYS,
          PING_MTU_IS_TOLD ->
          NamespaceProbeMarks.run(each);
      case NAT_MAPS_INDEPENDENTLY_OF_THE_ENDPOINT,
          NAT_FILTERS_INDEPENDENTLY_OF_THE_ENDPOINT,
          NAT_GIVES_EACH_PORT_ITS_OWN,
          NAT_HAIRPIN_SHOWS_THE_EXTERNAL_SOURCE,
          NAT_OWN_FORWARDS_ARE_REACHED,
          NAT_FORWARDED_CLIENTS_ERRORS_COME_IN,
          NAT_GROUPS_GO_NOWHERE ->
          NamespaceProbeNat.run(each);
      default -> NamespaceProbe6.run(each);
    }
  }

  private static Rig outbound(String address) {
    return Rig.withOutbound(Rig.address(address), null);
  }

  private static void pingIsForbidden() throws IOException {
    try (Rig rig = new Rig()) {
      for (int i = 0; i < 3; i++) {
        FakeEchoFlow flow = rig.openEcho(ROUTER);
        flow.request(Rig.bytes("x"), 1, 64);
        assertEquals(IcmpError.PROHIBITED, flow.errors.getFirst().error());
        flow.closed();
        FakeEchoFlow six = rig.openEcho(Rig.address("fd99::2"));
        six.request(Rig.bytes("x"), 1, 64);
        assertEquals(IcmpError.PROHIBITED, six.errors.getFirst().error());
        six.closed();
      }
      assertEquals(1, rig.log.size(), rig.log::toString);
      String line = rig.log.getFirst();
      assertTrue(line.contains("EACCES"), line);
      assertTrue(line.contains("sysctl -w net.ipv4.ping_group_range=\"0 2147483647\""), line);

      // Once it is allowed, no restart is needed.
      Files.writeString(Path.of("/proc/sys/net/ipv4/ping_group_range"), "0 0");
      FakeEchoFlow flow = rig.openEcho(ROUTER);
      flow.request(Rig.bytes("x"), 1, 64);
      await().until(() -> flow.replies.size() == 1);
    }
  }

  private static void tcpIsRefused(String to, Refusal expected) {
    try (Rig rig = new Rig()) {
      assertEquals(expected, rig.openTcp(Rig.address(to), 80).refusal());
      assertEquals(0, rig.openSockets());
    }
  }

  private static void udpHasNoRoute() {
    try (Rig rig = new Rig()) {
      FakeUdpFlow flow = rig.openUdp();
      flow.send(Rig.bytes("x"), Rig.address("100.64.0.1"), 9);
      flow.send(Rig.bytes("x"), Rig.address("203.0.113.1"), 9);
      flow.send(Rig.bytes("x"), Rig.address("203.0.113.65"), 9);
      assertEquals(IcmpError.NET_UNREACHABLE, flow.errors.get(0).error());
      assertEquals(IcmpError.HOST_UNREACHABLE, flow.errors.get(1).error());
      assertEquals(IcmpError.PROHIBITED, flow.errors.get(2).error());
      assertEquals(Rig.address("100.64.0.1"), flow.errors.get(0).to());
    }
  }

  private static void udpToClosedPort() {
    try (Rig rig = new Rig()) {
      FakeUdpFlow flow = rig.openUdp();
      flow.send(Rig.bytes("x"), ROUTER, 9);
      await().until(() -> flow.errors.size() == 1);
      assertEquals(
          new FakeUdpFlow.Report(IcmpError.PORT_UNREACHABLE, ROUTER, ROUTER, 9),
          flow.errors.getFirst());
    }
  }

  private static void udpIsTooBig() {
    try (Rig rig = new Rig()) {
      FakeUdpFlow flow = rig.openUdp();
      IpAddress to = Rig.address("10.9.1.77");
      flow.send(new byte[1400], to, 9);
      await().until(() -> flow.errors.size() == 1);
      assertEquals(
          new FakeUdpFlow.Report(IcmpError.fragmentationNeeded(1280), ROUTER, to, 9),
          flow.errors.getFirst());
    }
  }

  // The kernel refuses to segment into more than the MTU of 1500; each then goes alone, in
  // fragments.
  private static void udpPartsAreLarge() {
    try (Rig rig = new Rig()) {
      FakeUdpFlow flow = rig.openUdp();
      flow.sendSegments(new byte[5000], 2000, ROUTER, 9, CUTTABLE);
      await().until(() -> flow.errors.size() == 3);
      assertEquals(IcmpError.PORT_UNREACHABLE, flow.errors.getFirst().error());
    }
  }

  private static void pingRunsOutOfHops() {
    try (Rig rig = new Rig()) {
      FakeEchoFlow flow = rig.openEcho(Rig.address("10.9.1.77"));
      flow.request(Rig.bytes("abc"), 77, 2);
      await().until(() -> flow.errors.size() == 1);
      assertEquals(
          new FakeEchoFlow.Report(new IcmpError(11, 0, 0), ROUTER, 77), flow.errors.getFirst());
      FakeEchoFlow other = rig.openEcho(Rig.address("10.9.1.1"));
      other.request(Rig.bytes("abc"), 78, 2);
      await().until(() -> other.replies.size() == 1);
    }
  }

  private static void pingHasNoRoute() {
    try (Rig rig = new Rig()) {
      FakeEchoFlow flow = rig.openEcho(Rig.address("100.64.0.1"));
      flow.request(Rig.bytes("abc"), 5, 64);
      assertEquals(
          new FakeEchoFlow.Report(IcmpError.NET_UNREACHABLE, Rig.GATEWAY, 5),
          flow.errors.getFirst());
    }
  }

  private static void tcpComesFromOutboundAddress() throws IOException {
    try (Rig rig = outbound(OUTBOUND);
        ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral("0.0.0.0"));
        ServerSocket nameServer = new ServerSocket(53, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      // Some of the host's own name servers answer nobody else.
      rig.openTcp(Rig.GATEWAY, 53);
      try (Socket far = nameServer.accept()) {
        assertEquals("127.0.0.1", far.getInetAddress().getHostAddress());
      }
      rig.openTcp(Rig.address(SERVER), server.getLocalPort());
      try (Socket far = server.accept()) {
        assertEquals(OUTBOUND, far.getInetAddress().getHostAddress());
      }
      rig.openTcp(Rig.GATEWAY, server.getLocalPort());
      try (Socket far = server.accept()) {
        assertEquals(OUTBOUND, far.getInetAddress().getHostAddress());
        assertEquals("127.0.0.1", far.getLocalAddress().getHostAddress());
      }
    }
  }

  private static void udpComesFromOutboundAddress() throws IOException {
    try (Rig rig = outbound(OUTBOUND);
        DatagramSocket server = new DatagramSocket(0, InetAddress.ofLiteral(SERVER));
        DatagramSocket local = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      FakeUdpFlow flow = rig.openUdp();
      flow.send(Rig.bytes("x"), Rig.address(SERVER), server.getLocalPort());
      assertEquals(OUTBOUND, receive(server).getAddress().getHostAddress());

      // The same mapping still reaches the host's loopback, and hears from it.
      flow.send(Rig.bytes("y"), Rig.GATEWAY, local.getLocalPort());
      DatagramPacket packet = receive(local);
      local.send(new DatagramPacket(new byte[3], 3, packet.getSocketAddress()));
      await().until(() -> flow.received.size() == 1);
      assertEquals(Rig.GATEWAY, flow.received.getFirst().from());
    }
  }

  private static void outboundAddressIsGone() {
    try (Rig rig = outbound("192.0.2.99")) {
      assertEquals(Refusal.NET_UNREACHABLE, rig.openTcp(Rig.address(SERVER), 80).refusal());
      FakeUdpFlow flow = rig.openUdp();
      flow.send(Rig.bytes("x"), Rig.address(SERVER), 9);
      assertEquals(IcmpError.NET_UNREACHABLE, flow.errors.getFirst().error());
      assertEquals(0, rig.openSockets());
    }
  }

  /** Somebody outside has the DNS addresses: this namespace. */
  private static void dnsIsNoAlias() throws IOException {
    try (Rig rig = Rig.withoutDnsAlias();
        ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral("::"))) {
      for (Family family : Family.values()) {
        InetAddress dns = InetAddress.ofLiteral(family.dns().toString());
        rig.openTcp(family.dns(), server.getLocalPort());
        try (Socket far = server.accept();
            DatagramSocket udp = new DatagramSocket(0, dns)) {
          assertEquals(dns, far.getLocalAddress());
          FakeUdpFlow flow = rig.openUdp(family);
          flow.send(Rig.bytes("x"), family.dns(), udp.getLocalPort());
          udp.send(new DatagramPacket(new byte[3], 3, receive(udp).getSocketAddress()));
          await().until(() -> flow.received.size() == 1);
          assertEquals(family.dns(), flow.received.getFirst().from());
        }
      }
    }
  }

  private static void hostIsOutOfReach() {
    try (Rig rig = Rig.withAccess(HostAccess.NOTHING)) {
      for (String own : new String[] {"127.0.0.1", SERVER, "10.9.0.1"}) {
        assertEquals(Refusal.NET_UNREACHABLE, rig.openTcp(Rig.address(own), 80).refusal(), own);
      }
      FakeTcpFlow flow = rig.openTcp(ROUTER, 80);
      await().until(() -> flow.refusal() != null);
      assertEquals(Refusal.PORT_UNREACHABLE, flow.refusal());
    }
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return packet;
  }
}
