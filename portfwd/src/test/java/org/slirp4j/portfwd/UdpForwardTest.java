package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.FakeUdpFlow.Datagram;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Protocol;
import org.slirp4j.portfwd.report.RelayCounter;

/** Forwarded UDP ports with real clients on the host's loopback. */
@Timeout(30)
final class UdpForwardTest {
  private static final int MAX_SESSIONS_PER_FORWARD = 4_096;

  private final Rig rig = Rig.withAccess(HostAccess.NO_LOOPBACK);
  private final FakeContainer container = new FakeContainer(rig);

  @AfterEach
  void close() {
    rig.close();
  }

  private int forward(String address) throws IOException {
    int port = FreePorts.next();
    ForwardRule spec = ForwardRule.of(Protocol.UDP, Rig.address(address), port, Rig.GUEST, 40_000);
    rig.onLoop(() -> rig.relays.forwards().add(spec, "test"));
    return port;
  }

  private static DatagramSocket client(String own, int ownPort, String to, int port)
      throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(own), ownPort));
    // Connected: takes nothing from another address or port than it sends to.
    socket.connect(InetAddress.ofLiteral(to), port);
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static void send(DatagramSocket socket, byte[] data) throws IOException {
    socket.send(new DatagramPacket(data, data.length));
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private Datagram received(int index) {
    await().until(() -> !container.udp.isEmpty());
    await().until(() -> container.udp.getFirst().received.size() > index);
    return container.udp.getFirst().received.get(index);
  }

  /** Every address of the wildcard's answers for itself, whatever the container may reach. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 127.0.0.1",
    "0.0.0.0, 127.0.0.1, 127.0.0.1",
    "0.0.0.0, 127.0.0.3, 127.0.0.4",
    "::, ::1, ::1",
    "::1, ::1, ::1",
  })
  void answersComeFromTheAddressThatWasAsked(String at, String own, String to) throws IOException {
    try (DatagramSocket client = client(own, 0, to, forward(at))) {
      send(client, Rig.bytes("question"));
      Datagram question = received(0);
      assertEquals("question", Rig.text(question.payload()));
      assertEquals(Rig.GATEWAY, question.from());
      assertEquals(client.getLocalPort(), question.fromPort());
      container.udp.getFirst().send(Rig.bytes("answer"), question.from(), question.fromPort());
      assertEquals("answer", Rig.text(receive(client)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_473, 65_507})
  void carriesEverySize(int length) throws IOException {
    byte[] data = new byte[length];
    new Random(length).nextBytes(data);
    InetSocketAddress to =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), forward("127.0.0.1"));
    try (DatagramSocket client = new DatagramSocket()) { // a connected one sends nothing empty
      client.setSoTimeout(5_000);
      client.send(new DatagramPacket(data, length, to));
      Datagram question = received(0);
      assertArrayEquals(data, question.payload());
      container.udp.getFirst().send(data, question.from(), question.fromPort());
      assertArrayEquals(data, receive(client));
    }
  }

  @Test
  void severalInOnePieceAreSeveral() throws IOException {
    try (DatagramSocket client = client("127.0.0.1", 0, "127.0.0.1", forward("127.0.0.1"))) {
      send(client, Rig.bytes("x"));
      Datagram question = received(0);
      container
          .udp
          .getFirst()
          .sendSegments(Rig.bytes("aaabbbcc"), 3, question.from(), question.fromPort());
      assertEquals("aaa", Rig.text(receive(client)));
      assertEquals("bbb", Rig.text(receive(client)));
      assertEquals("cc", Rig.text(receive(client)));
    }
  }

  @Test
  void clientsThatLookAlikeAreToldApart() throws IOException {
    int port = forward("0.0.0.0");
    int own = FreePorts.next();
    try (DatagramSocket one = client("127.0.0.1", own, "127.0.0.1", port);
        DatagramSocket other = client("127.0.0.2", own, "127.0.0.1", port)) {
      send(one, Rig.bytes("one"));
      Datagram first = received(0);
      send(other, Rig.bytes("other"));
      Datagram second = received(1);
      assertEquals(own, first.fromPort());
      assertNotEquals(own, second.fromPort());
      FakeUdpFlow guest = container.udp.getFirst();
      guest.send(Rig.bytes("to other"), second.from(), second.fromPort());
      guest.send(Rig.bytes("to one"), first.from(), first.fromPort());
      assertEquals("to one", Rig.text(receive(one)));
      assertEquals("to other", Rig.text(receive(other)));
      assertEquals(2, rig.count(RelayCounter.FORWARD_UDP_SESSIONS));
    }
  }

  @Test
  void whatTheContainerSendsElsewhereGoesItsUsualWay() throws IOException {
    try (DatagramSocket client = client("127.0.0.1", 0, "127.0.0.1", forward("127.0.0.1"))) {
      send(client, Rig.bytes("x"));
      Datagram question = received(0);
      container.udp.getFirst().send(Rig.bytes("y"), Rig.GATEWAY, question.fromPort() ^ 1);
      assertEquals(1, rig.count(RelayCounter.PROHIBITED));
    }
  }

  @Test
  void removalEndsSessions() throws IOException {
    try (DatagramSocket client = client("127.0.0.1", 0, "127.0.0.1", forward("127.0.0.1"))) {
      send(client, Rig.bytes("x"));
      Datagram question = received(0);
      rig.run(() -> rig.relays.forwards().remove(1, false));
      container.udp.getFirst().send(Rig.bytes("y"), question.from(), question.fromPort());
      assertEquals(1, rig.count(RelayCounter.PROHIBITED));
      assertEquals(0, rig.openSockets());
    }
  }

  @Test
  void sessionIdleLongestMakesRoom() throws IOException {
    int port = forward("127.0.0.1");
    try (DatagramSocket faithful = client("127.0.0.1", 0, "127.0.0.1", port)) {
      send(faithful, Rig.bytes("first"));
      Datagram question = received(0);
      sendFromEach(MAX_SESSIONS_PER_FORWARD - 1, "127.0.0.1", port);
      send(faithful, Rig.bytes("again"));
      sendFromEach(10, "127.0.0.2", port);
      assertEquals(10, rig.count(RelayCounter.FORWARD_UDP_EVICTED));
      container.udp.getFirst().send(Rig.bytes("answer"), question.from(), question.fromPort());
      assertEquals("answer", Rig.text(receive(faithful)));
    }
  }

  /** Else many forwards, opened one after another, would have more sessions than there may be. */
  @Test
  void moreForwardsMakeEachOnesShareSmaller() throws IOException {
    int port = forward("127.0.0.1");
    sendFromEach(MAX_SESSIONS_PER_FORWARD, "127.0.0.1", port);
    for (int i = 1; i < 8; i++) {
      forward("127.0.0.1");
    }
    assertEquals(0, rig.count(RelayCounter.FORWARD_UDP_EVICTED));
    for (int i = 8; i < 16; i++) {
      forward("127.0.0.1");
    }
    assertEquals(MAX_SESSIONS_PER_FORWARD / 2, rig.count(RelayCounter.FORWARD_UDP_EVICTED));
  }

  /** Sends from {@code count} new ports of an address, not faster than they are taken. */
  private void sendFromEach(int count, String own, int port) throws IOException {
    List<DatagramSocket> open = new ArrayList<>(); // so that no port comes twice
    try {
      long before = sessions();
      while (open.size() < count) {
        DatagramSocket client = client(own, 0, "127.0.0.1", port);
        open.add(client);
        send(client, Rig.bytes("x"));
        if (open.size() % 100 == 0 || open.size() == count) {
          await().until(() -> sessions() == before + open.size());
        }
      }
    } finally {
      open.forEach(DatagramSocket::close);
    }
  }

  private long sessions() {
    return rig.count(RelayCounter.FORWARD_UDP_SESSIONS);
  }
}
