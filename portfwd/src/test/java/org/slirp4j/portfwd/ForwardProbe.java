package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.slirp4j.portfwd.FakeContainer.Opened;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.portfwd.forward.RuleText;
import org.slirp4j.tcpip.IpAddress;

/** A program that tries forwards on the host that {@code forward.sh} makes, case after case. */
final class ForwardProbe {
  /** What it tries. */
  enum Case {
    TCP_CLIENTS_ADDRESS_IS_KEPT,
    TCP6_CLIENTS_ADDRESS_IS_KEPT,
    TCP6_CLIENT_IS_LED_TO_THE_KNOWN_IPV6_ADDRESS,
    TCP6_CLIENT_IS_LED_TO_IPV4_WHEN_IPV6_REFUSES,
    TCP6_CLIENT_OF_AN_IPV4_CONTAINER_IS_THE_GATEWAY,
    UDP_CLIENTS_ADDRESS_IS_KEPT,
    UDP6_CLIENTS_ADDRESS_IS_KEPT,
    UDP6_CLIENT_IS_LED_TO_THE_KNOWN_IPV6_ADDRESS,
    UDP6_CLIENT_OF_AN_IPV4_CONTAINER_IS_THE_GATEWAY,
    TCP_INTERFACE_TAKES_ITS_OWN,
    UDP_INTERFACE_TAKES_ITS_OWN,
    TCP_LINK_LOCAL_ADDRESS,
    UDP_LINK_LOCAL_ADDRESS,
    PRIVILEGED_PORT
  }

  private static final String FAR = "10.9.0.2";

  private ForwardProbe() {}

  /** Prints a line for each case: its name, and {@code ok} or what went wrong. */
  public static void main(String[] args) {
    for (Case each : Case.values()) {
      String result = "ok";
      try (Rig rig = new Rig()) {
        run(each, rig);
      } catch (Exception | AssertionError e) {
        result = e.toString().replace('\n', ' ');
      }
      System.out.println(each + " " + result);
    }
  }

  private static void run(Case each, Rig rig) throws IOException {
    IpAddress gateway6 = Rig.NETWORK_6.gateway();
    switch (each) {
      case TCP_CLIENTS_ADDRESS_IS_KEPT ->
          assertEquals(Rig.address(FAR), peer(rig, "8001:80", 7_001));
      case TCP6_CLIENTS_ADDRESS_IS_KEPT ->
          assertEquals(Rig.address("fd99::2"), peer(rig, "8002:[fd00::64]:80", 7_002));
      case TCP6_CLIENT_IS_LED_TO_THE_KNOWN_IPV6_ADDRESS -> {
        FakeContainer container = container(rig, Family.V6);
        assertEquals(Rig.address("fd99::2"), peer(rig, container, "8002:80", 7_002));
        assertEquals(Family.V6.guest(), container.opened.getFirst().guest());
      }
      case TCP6_CLIENT_IS_LED_TO_IPV4_WHEN_IPV6_REFUSES -> refusedByIpv6(rig);
      case TCP6_CLIENT_OF_AN_IPV4_CONTAINER_IS_THE_GATEWAY ->
          assertEquals(Rig.GATEWAY, peer(rig, "8003:80", 7_003));
      case UDP_CLIENTS_ADDRESS_IS_KEPT ->
          assertEquals(Rig.address(FAR), sender(rig, Family.V4, "8001:40000/udp", 7_001));
      case UDP6_CLIENTS_ADDRESS_IS_KEPT ->
          assertEquals(
              Rig.address("fd99::2"),
              sender(rig, Family.V6, "8002:[" + guest6() + "]:40000/udp", 7_002));
      case UDP6_CLIENT_IS_LED_TO_THE_KNOWN_IPV6_ADDRESS ->
          assertEquals(Rig.address("fd99::2"), sender(rig, Family.V6, "8002:40000/udp", 7_002));
      case UDP6_CLIENT_OF_AN_IPV4_CONTAINER_IS_THE_GATEWAY ->
          assertEquals(Rig.GATEWAY, sender(rig, Family.V4, "8003:40000/udp", 7_003));
      case TCP_INTERFACE_TAKES_ITS_OWN -> tcpByInterface(rig);
      case UDP_INTERFACE_TAKES_ITS_OWN -> udpByInterface(rig);
      case TCP_LINK_LOCAL_ADDRESS ->
          assertEquals(gateway6, peer(rig, "[fe80::1%up0]:8006:[fd00::64]:80", 7_006));
      case UDP_LINK_LOCAL_ADDRESS ->
          assertEquals(
              gateway6,
              sender(rig, Family.V6, "[fe80::1%up0]:8006:[" + guest6() + "]:40000/udp", 7_006));
      case PRIVILEGED_PORT -> privilegedPort(rig);
    }
  }

  private static String guest6() {
    return Family.V6.guest().toString();
  }

  private static void add(Rig rig, String word) {
    rig.onLoop(() -> rig.relays.forwards().add(RuleText.word(word), "test"));
  }

  /** Connects to a port of the far host, when that is ready. */
  private static Socket viaFar(int port) {
    return await().ignoreExceptions().until(() -> new Socket(FAR, port), Socket::isConnected);
  }

  /** Makes a container that is known by an address of the family. */
  private static FakeContainer container(Rig rig, Family family) {
    FakeContainer container = new FakeContainer(rig, family);
    if (family == Family.V6) {
      container.announce(family.guest());
    }
    return container;
  }

  private static IpAddress peer(Rig rig, String word, int farPort) throws IOException {
    return peer(rig, new FakeContainer(rig), word, farPort);
  }

  // The service is one of IPv4 alone: its clients are, too, then.
  private static void refusedByIpv6(Rig rig) throws IOException {
    FakeContainer container = container(rig, Family.V6);
    add(rig, "8002:80");
    try (Socket client = viaFar(7_002)) {
      await().until(() -> !container.opened.isEmpty());
      container.opened.getFirst().flow().closed(true);
      await().until(() -> container.opened.size() == 2);
      Opened second = container.opened.get(1);
      assertEquals(Rig.GUEST, second.guest());
      assertEquals(Rig.GATEWAY, second.peer());
      second.flow().establish();
      client.getOutputStream().write(new byte[10]);
      await().until(() -> second.flow().receivedBytes() == 10);
      second.flow().closed(true);
      assertEquals(-1, client.getInputStream().read());
    }
    assertEquals(2, container.opened.size());
  }

  /** Returns as whom the container sees the far host's TCP client. */
  private static IpAddress peer(Rig rig, FakeContainer container, String word, int farPort)
      throws IOException {
    add(rig, word);
    try (Socket client = viaFar(farPort)) {
      await().until(() -> !container.opened.isEmpty());
      Opened opened = container.opened.getFirst();
      assertEquals(80, opened.guestPort());
      opened.flow().establish();
      client.getOutputStream().write(new byte[10]);
      await().until(() -> opened.flow().receivedBytes() == 10);
      opened.flow().send(new byte[20]);
      assertEquals(20, client.getInputStream().readNBytes(20).length);
      return opened.peer();
    }
  }

  /** Returns as whom the container sees the far host's UDP client, which gets an answer. */
  private static IpAddress sender(Rig rig, Family family, String word, int farPort)
      throws IOException {
    FakeContainer container = container(rig, family);
    add(rig, word);
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(200);
      await()
          .until(() -> {
            client.send(packet(farPort));
            return !container.udp.isEmpty() && !container.udp.getFirst().received.isEmpty();
          });
      FakeUdpFlow flow = container.udp.getFirst();
      FakeUdpFlow.Datagram question = flow.received.getFirst();
      DatagramPacket answer = new DatagramPacket(new byte[10], 10);
      await()
          .until(() -> {
            flow.send(Rig.bytes("answer"), question.from(), question.fromPort());
            try {
              client.receive(answer);
              return true;
            } catch (SocketTimeoutException e) {
              return false;
            }
          });
      assertEquals(6, answer.getLength());
      return question.from();
    }
  }

  private static DatagramPacket packet(int farPort) throws IOException {
    return new DatagramPacket(
        new byte[3], 3, new InetSocketAddress(InetAddress.ofLiteral(FAR), farPort));
  }

  // By up1, and at 127.0.0.1, there is no such port. Who asks for up0's own address on the host
  // itself comes by up0, as Linux sees it.
  private static void tcpByInterface(Rig rig) throws IOException {
    FakeContainer container = new FakeContainer(rig);
    add(rig, "up0:8004:80");
    try (Socket other = viaFar(7_005)) {
      assertEquals(-1, other.getInputStream().read());
    }
    assertThrows(
        ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), 8_004).close());
    try (Socket own = viaFar(7_004)) {
      await().until(() -> !container.opened.isEmpty());
      assertEquals(Rig.address(FAR), container.opened.getFirst().peer());
      assertTrue(own.isConnected());
    }
    try (Socket here = new Socket("10.9.0.1", 8_004)) {
      await().until(() -> container.opened.size() == 2);
      assertEquals(Rig.address("10.9.0.1"), container.opened.get(1).peer());
      assertTrue(here.isConnected());
    }
  }

  private static void udpByInterface(Rig rig) throws IOException {
    FakeContainer container = new FakeContainer(rig);
    add(rig, "up0:8004:40000/udp");
    try (DatagramSocket client = new DatagramSocket()) {
      for (int i = 0; i < 3; i++) {
        client.send(packet(7_005));
      }
      await()
          .until(() -> {
            client.send(packet(7_004));
            return !container.udp.isEmpty() && !container.udp.getFirst().received.isEmpty();
          });
      for (FakeUdpFlow.Datagram each : container.udp.getFirst().received) {
        assertEquals(Rig.address(FAR), each.from());
      }
    }
  }

  private static void privilegedPort(Rig rig) {
    ForwardException e =
        rig.onLoop(() ->
            assertThrows(
                ForwardException.class,
                () -> rig.relays.forwards().add(RuleText.word("1023:80"), "test")));
    assertEquals(Kind.FORBIDDEN, e.kind());
    assertEquals(
        "tcp 0.0.0.0:1023: EACCES (Permission denied): ports below"
            + " net.ipv4.ip_unprivileged_port_start=1024 need privilege",
        e.getMessage());
    assertEquals(0, rig.openSockets());
    add(rig, "1024:80");
  }
}
