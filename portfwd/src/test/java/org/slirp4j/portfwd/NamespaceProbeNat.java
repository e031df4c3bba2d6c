package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Protocol;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.IpAddress;

/**
 * The cases of {@link NamespaceProbe} about how UDP is translated: the tests of RFC 5780, 4.3 to
 * 4.6, against two servers' addresses with two ports each, and what RFC 4787 has beside.
 */
final class NamespaceProbeNat {
  private NamespaceProbeNat() {}

  static void run(NamespaceProbe.Case each) throws IOException {
    for (Family family : Family.values()) {
      try (Rig rig = new Rig();
          Servers servers = new Servers(family)) {
        switch (each) {
          case NAT_MAPS_INDEPENDENTLY_OF_THE_ENDPOINT -> mapping(rig, family, servers);
          case NAT_FILTERS_INDEPENDENTLY_OF_THE_ENDPOINT -> filtering(rig, family, servers);
          case NAT_GIVES_EACH_PORT_ITS_OWN -> noOverloading(rig, family, servers);
          case NAT_HAIRPIN_SHOWS_THE_EXTERNAL_SOURCE -> hairpin(rig, family, servers);
          case NAT_OWN_FORWARDS_ARE_REACHED -> ownForwards(rig, family);
          case NAT_FORWARDED_CLIENTS_ERRORS_COME_IN -> forwardedErrors(rig, family);
          case NAT_GROUPS_GO_NOWHERE -> groups(rig, family);
          default -> throw new AssertionError(each);
        }
      }
    }
  }

  private static String[] addresses(Family family) {
    return family == Family.V4
        ? new String[] {"192.0.2.1", "198.51.100.1"}
        : new String[] {"2001:db8::1", "2001:db8:1::1"};
  }

  /** Two sockets at each of two addresses of the host. */
  private static final class Servers implements AutoCloseable {
    final List<DatagramSocket> sockets = new ArrayList<>();

    Servers(Family family) throws IOException {
      for (String address : addresses(family)) {
        for (int i = 0; i < 2; i++) {
          DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral(address));
          socket.setSoTimeout(5_000);
          sockets.add(socket);
        }
      }
    }

    /** Returns as whom server {@code index} sees a flow. */
    InetSocketAddress seen(FakeUdpFlow flow, int index) throws IOException {
      DatagramSocket server = sockets.get(index);
      IpAddress to = Rig.address(server.getLocalAddress().getHostAddress());
      flow.send(Rig.bytes("who am I?"), to, server.getLocalPort());
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      server.receive(packet);
      return (InetSocketAddress) packet.getSocketAddress();
    }

    @Override
    public void close() {
      sockets.forEach(DatagramSocket::close);
    }
  }

  // RFC 4787, REQ-1; REQ-11: the same each time.
  private static void mapping(Rig rig, Family family, Servers servers) throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    int port = servers.seen(flow, 0).getPort();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 4; i++) {
        assertEquals(port, servers.seen(flow, i).getPort(), "server " + i);
      }
    }
    assertEquals(1, rig.openSockets());
  }

  // RFC 4787, REQ-8: who was never sent to gets through as well.
  private static void filtering(Rig rig, Family family, Servers servers) throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    InetSocketAddress mapped = servers.seen(flow, 0);
    for (int i = 0; i < 4; i++) {
      DatagramSocket server = servers.sockets.get(i);
      server.send(new DatagramPacket(new byte[i], i, mapped));
      int count = i + 1;
      await().until(() -> flow.received.size() == count);
      FakeUdpFlow.Datagram datagram = flow.received.get(i);
      assertEquals(i, datagram.payload().length);
      assertEquals(Rig.address(server.getLocalAddress().getHostAddress()), datagram.from());
      assertEquals(server.getLocalPort(), datagram.fromPort());
    }
  }

  // RFC 4787, REQ-3: no two of the container's ports share one outside.
  private static void noOverloading(Rig rig, Family family, Servers servers) throws IOException {
    int one = servers.seen(rig.openUdp(family), 0).getPort();
    int other = servers.seen(rig.openUdp(family), 0).getPort();
    assertNotEquals(one, other);
  }

  // RFC 4787, REQ-9 and REQ-9a.
  private static void hairpin(Rig rig, Family family, Servers servers) throws IOException {
    FakeUdpFlow one = rig.openUdp(family);
    FakeUdpFlow other = rig.openUdp(family);
    int portOfOne = servers.seen(one, 0).getPort();
    int portOfOther = servers.seen(other, 0).getPort();
    IpAddress host = Rig.address(addresses(family)[0]);
    one.send(Rig.bytes("x"), host, portOfOther);
    await().until(() -> other.received.size() == 1);
    assertEquals(host, other.received.getFirst().from());
    assertEquals(portOfOne, other.received.getFirst().fromPort());
    other.send(Rig.bytes("y"), host, portOfOne);
    await().until(() -> one.received.size() == 1);
  }

  // The container's own published port, by the host's address and by the gateway's.
  private static void ownForwards(Rig rig, Family family) {
    FakeContainer container = new FakeContainer(rig, family);
    String any = family == Family.V4 ? "0.0.0.0" : "::";
    add(rig, family, any, 8_080);
    FakeUdpFlow client = rig.openUdp(family);
    IpAddress[] ways = {Rig.address(addresses(family)[0]), family.gateway()};
    for (int i = 0; i < ways.length; i++) {
      IpAddress way = ways[i];
      client.send(Rig.bytes("question"), way, 8_080);
      int count = i + 1;
      await().until(() -> !container.udp.isEmpty());
      FakeUdpFlow server = container.udp.getFirst();
      await().until(() -> server.received.size() == count);
      FakeUdpFlow.Datagram question = server.received.get(i);
      assertEquals(way, question.from());
      server.send(Rig.bytes("answer"), question.from(), question.fromPort());
      await().until(() -> client.received.size() == count);
      assertEquals(way, client.received.get(i).from());
      assertEquals(8_080, client.received.get(i).fromPort());
    }
  }

  // RFC 5508, REQ-4: an answer that nobody waits for any more.
  private static void forwardedErrors(Rig rig, Family family) throws IOException {
    FakeContainer container = new FakeContainer(rig, family);
    add(rig, family, family == Family.V4 ? "0.0.0.0" : "::", 8_080);
    InetAddress own = InetAddress.ofLiteral(addresses(family)[0]);
    int port;
    try (DatagramSocket client = new DatagramSocket(0, own)) {
      client.send(new DatagramPacket(new byte[3], 3, new InetSocketAddress(own, 8_080)));
      port = client.getLocalPort();
      await().until(() -> container.udp.size() == 1);
    }
    FakeUdpFlow server = container.udp.getFirst();
    await().until(() -> server.received.size() == 1);
    IpAddress seen = Rig.address(addresses(family)[0]);
    server.send(Rig.bytes("late"), seen, port);
    await().until(() -> server.errors.size() == 1);
    assertEquals(
        new FakeUdpFlow.Report(IcmpError.PORT_UNREACHABLE, seen, seen, port),
        server.errors.getFirst());
    assertEquals("late", Rig.text(server.quotes.getFirst()));
    // RFC 4787, REQ-12: the port is still there, and so is its next answer.
    try (DatagramSocket client = new DatagramSocket(0, own)) {
      client.setSoTimeout(5_000);
      client.send(new DatagramPacket(new byte[3], 3, new InetSocketAddress(own, 8_080)));
      await().until(() -> server.received.size() == 2);
      server.send(Rig.bytes("in time"), seen, client.getLocalPort());
      client.receive(new DatagramPacket(new byte[10], 10));
    }
  }

  private static void groups(Rig rig, Family family) {
    FakeUdpFlow flow = rig.openUdp(family);
    String[] groups =
        family == Family.V4
            ? new String[] {"224.0.0.251", "239.255.255.250", "255.255.255.255"}
            : new String[] {"ff02::fb", "ff0e::1", "ff05::c"};
    for (String group : groups) {
      flow.send(Rig.bytes("x"), Rig.address(group), 1_900);
    }
    assertEquals(3, rig.count(RelayCounter.UDP_DROPPED_GROUP));
    assertEquals(0, flow.errors.size());
    assertEquals(0, rig.openSockets());
  }

  private static void add(Rig rig, Family family, String at, int port) {
    ForwardRule spec = ForwardRule.of(Protocol.UDP, Rig.address(at), port, family.guest(), 40_000);
    rig.onLoop(() -> rig.relays.forwards().add(spec, "test"));
  }
}
