package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.FakeContainer.Opened;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.config.RelayConfig;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Protocol;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.IpAddress;

/** Forwarded TCP ports with real clients on the host's loopback. */
@Timeout(30)
final class TcpForwardTest {
  private final Rig rig = new Rig();
  private final FakeContainer container = new FakeContainer(rig);

  @AfterEach
  void close() {
    rig.close();
  }

  private static ForwardRule spec(String address, int port) {
    return ForwardRule.of(Protocol.TCP, Rig.address(address), port, Rig.GUEST, 80);
  }

  private static Socket client(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  /** Adds a forward from {@code address} at a free port; returns the port. */
  private int forward(String address) throws IOException {
    int port = FreePorts.next();
    add(rig, spec(address, port));
    return port;
  }

  private static int add(Rig rig, ForwardRule spec) {
    return rig.onLoop(() -> rig.relays.forwards().add(spec, "test").id());
  }

  private static String failureOf(Rig rig, ForwardRule spec) {
    return rig.onLoop(() ->
        assertThrows(ForwardException.class, () -> rig.relays.forwards().add(spec, "test"))
            .getMessage());
  }

  private Opened next(int index) {
    await().until(() -> container.opened.size() > index);
    return container.opened.get(index);
  }

  @Test
  void connectsToTheContainerFromTheGatewayForLoopbackClients() throws IOException {
    try (Socket client = client(forward("127.0.0.1"))) {
      Opened opened = next(0);
      assertEquals(Rig.GUEST, opened.guest());
      assertEquals(80, opened.guestPort());
      assertEquals(Rig.GATEWAY, opened.peer());
      assertEquals(client.getLocalPort(), opened.peerPort());
      assertTrue(rig.emissions.get() > 0, "the stack was not asked to emit the SYN");
    }
  }

  // RFC 9293, MUST-48: as far as the kernel tells it, which is for the SYN.
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void theClientsTrafficClassComesIn(String address) throws IOException {
    int port = forward(address);
    try (Socket client = new Socket()) {
      client.setTrafficClass(0x88);
      client.connect(at(address, port));
      assertEquals(0x88, next(0).flow().classToGuest);
    }
    try (Socket client = new Socket()) {
      client.connect(at(address, port));
      assertEquals(0, next(1).flow().classToGuest);
    }
  }

  // RFC 9293, MUST-48; the container's own forward shows what its SYN is like outside.
  @Test
  void theContainersTrafficClassGoesOut() throws IOException {
    int port = forward("127.0.0.1");
    rig.openTcp(Rig.GATEWAY, port, 0xb8);
    assertEquals(0xb8, next(0).flow().classToGuest);
    assertEquals(Rig.GATEWAY, next(0).peer());
  }

  @Test
  void carriesBytesAndEndsBothWays() throws IOException {
    byte[] question = new byte[100_000];
    byte[] answer = new byte[3_000_000];
    new Random(1).nextBytes(question);
    new Random(2).nextBytes(answer);
    try (Socket client = client(forward("0.0.0.0"))) {
      FakeTcpFlow flow = next(0).flow();
      client.getOutputStream().write(question);
      client.shutdownOutput();
      assertEquals(0, flow.receivedBytes(), "the container has not answered yet");
      flow.establish();
      await().until(flow::isOutputShut);
      assertArrayEquals(question, flow.received());
      flow.send(answer);
      flow.end();
      assertArrayEquals(answer, client.getInputStream().readAllBytes());
      flow.closed(false);
      await().until(() -> rig.openSockets() == 1);
    }
  }

  @Test
  void containerThatIsSlowStopsTheClient() throws IOException {
    try (Socket client = client(forward("127.0.0.1"))) {
      FakeTcpFlow flow = next(0).flow();
      flow.setRoom(1_000);
      flow.establish();
      client.getOutputStream().write(new byte[5_000]);
      await().until(() -> flow.receivedBytes() == 1_000);
      flow.addRoom(10_000);
      await().until(() -> flow.receivedBytes() == 5_000);
    }
  }

  @Test
  void refusalInsideResetsTheClient() throws IOException {
    try (Socket client = client(forward("127.0.0.1"))) {
      next(0).flow().closed(true);
      assertThrows(SocketException.class, () -> client.getInputStream().read());
      assertEquals(1, rig.count(RelayCounter.FORWARD_TCP_FAILED));
      assertEquals(1, rig.openSockets());
    }
  }

  @Test
  void clientThatIsGoneBeforeTheAnswerEndsTheContainersConnection() throws IOException {
    Socket client = client(forward("127.0.0.1"));
    FakeTcpFlow flow = next(0).flow();
    client.setSoLinger(true, 0);
    client.close();
    await().until(flow::isReset);
    assertEquals(1, rig.openSockets());
  }

  @Test
  void clientsOfTwoLoopbackAddressesWithOnePortGetTwoPortsInside() throws IOException {
    int port = forward("0.0.0.0");
    int own = FreePorts.next();
    try (Socket one = new Socket();
        Socket other = new Socket()) {
      one.setReuseAddress(true);
      other.setReuseAddress(true);
      one.bind(at("127.0.0.1", own));
      other.bind(at("127.0.0.2", own));
      one.connect(at("127.0.0.1", port));
      other.connect(at("127.0.0.1", port));
      assertEquals(own, next(0).peerPort());
      assertEquals(Rig.GATEWAY, next(1).peer());
      assertNotEquals(own, next(1).peerPort());
    }
  }

  @Test
  void containerWithoutRoomResetsTheClient() throws IOException {
    container.fill();
    try (Socket client = client(forward("127.0.0.1"))) {
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
    assertEquals(1, rig.openSockets());
  }

  @Test
  void boundOnSocketsResetsTheClientAndIsToldOnce() throws IOException {
    try (Rig tight = Rig.withLimits(new HostLimits(2))) {
      FakeContainer inside = new FakeContainer(tight);
      int port = FreePorts.next();
      add(tight, spec("127.0.0.1", port));
      try (Socket first = client(port);
          Socket second = client(port);
          Socket third = client(port)) {
        assertThrows(SocketException.class, () -> second.getInputStream().read());
        assertThrows(SocketException.class, () -> third.getInputStream().read());
        assertTrue(first.isConnected());
      }
      assertEquals(1, inside.opened.size());
      assertEquals(2, tight.count(RelayCounter.SOCKETS_REFUSED));
      assertEquals(1, tight.log.size(), tight.log.toString());
    }
  }

  @Test
  void manyClientsAtOnceAreAllTaken() throws IOException {
    int port = forward("127.0.0.1");
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        clients.add(client(port));
      }
      await().atMost(10, SECONDS).until(() -> container.opened.size() == 500);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void bothFamiliesHaveTheSamePort() throws IOException {
    int port = FreePorts.next();
    assertEquals(1, add(rig, spec("::", port)));
    assertEquals(2, add(rig, spec("0.0.0.0", port)));
    try (Socket client = new Socket(InetAddress.ofLiteral("::1"), port)) {
      // An IPv4 container could not answer an IPv6 client.
      assertEquals(Rig.GATEWAY, next(0).peer());
      assertEquals(client.getLocalPort(), next(0).peerPort());
    }
  }

  @Test
  void removalClosesThePortAndKeepsConnections() throws IOException {
    int port = FreePorts.next();
    int id = add(rig, spec("127.0.0.1", port));
    try (Socket client = client(port)) {
      FakeTcpFlow flow = next(0).flow();
      flow.establish();
      assertTrue(rig.<Boolean>onLoop(() -> rig.relays.forwards().remove(id, false)));
      assertThrows(IOException.class, () -> client(port).close());
      flow.send(Rig.bytes("still here"));
      assertEquals("still here", Rig.text(client.getInputStream().readNBytes(10)));
      assertFalse(rig.<Boolean>onLoop(() -> rig.relays.forwards().remove(id, false)));
    }
    assertEquals(id + 1, add(rig, spec("127.0.0.1", port)), "an id was used twice");
  }

  @Test
  void removalCutsConnectionsWhenAsked() throws IOException {
    int port = FreePorts.next();
    int id = add(rig, spec("127.0.0.1", port));
    try (Socket client = client(port)) {
      FakeTcpFlow flow = next(0).flow();
      flow.establish();
      rig.run(() -> rig.relays.forwards().remove(id, true));
      assertTrue(flow.isReset());
      assertThrows(SocketException.class, () -> client.getInputStream().read());
      assertEquals(0, rig.openSockets());
    }
  }

  @Test
  void tellsWhyAPortCannotBeHad() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertEquals(
          "tcp 127.0.0.1:"
              + port
              + ": EADDRINUSE (Address already in use): another program, or another forward, has"
              + " this port",
          failureOf(rig, spec("127.0.0.1", port)));
    }
    assertEquals(
        "tcp 192.0.2.77:8080: EADDRNOTAVAIL (Cannot assign requested address): the host has no such"
            + " address",
        failureOf(rig, spec("192.0.2.77", 8080)));
    assertEquals(0, rig.openSockets());
  }

  @Test
  void containerOfBothFamiliesSeesTheClientInItsOwn() throws IOException {
    int port = FreePorts.next();
    IpAddress guest = Rig.address("fd00::64");
    add(rig, ForwardRule.of(Protocol.TCP, Rig.address("127.0.0.1"), port, guest, 80));
    try (Socket client = client(port)) {
      Opened opened = next(0);
      assertEquals(guest, opened.guest());
      assertEquals(Rig.NETWORK_6.gateway(), opened.peer());
      assertEquals(client.getLocalPort(), opened.peerPort());
    }
  }

  @Test
  void containerWithoutIpv6CannotBeAForwardsEnd() {
    try (Rig old =
        new Rig(c ->
            new RelayConfig(
                c.network(), c.hostAccess(), c.dnsAlias(), null, c.resolver(), c.limits()))) {
      IpAddress guest = Rig.address("fd00::64");
      assertEquals(
          "the container has no IPv6; start with --enable-ipv6",
          failureOf(old, ForwardRule.of(Protocol.TCP, Rig.address("127.0.0.1"), 8080, guest, 80)));
    }
  }
}
