package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.Socket;
import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.RuleText;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.SocketCalls;
import org.slirp4j.tcpip.FlowInfo;

/** Ports inside a real namespace that lead to services of this host. */
@Tag("kernel")
@Timeout(60)
final class ReverseForwardsTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final Rig rig = new Rig();
  private final InsideNamespace inside;

  ReverseForwardsTest() throws IOException {
    inside = new InsideNamespace();
  }

  @BeforeEach
  void reachInside() {
    rig.onLoop(() -> {
      rig.relays.reachInside(inside.sockets());
      return true;
    });
  }

  @AfterEach
  void close() {
    rig.close();
    inside.close();
  }

  private Forwards.Entry add(String rule) {
    return rig.onLoop(() -> rig.relays.reverse().add(RuleText.word(rule), "test"));
  }

  private String failureOf(String rule) {
    return rig.onLoop(() ->
        assertThrows(
                ForwardException.class, () -> rig.relays.reverse().add(RuleText.word(rule), "test"))
            .getMessage());
  }

  private boolean remove(int id, boolean cut) {
    return rig.<Boolean>onLoop(() -> rig.relays.reverse().remove(id, cut));
  }

  /** Returns a blocking socket of the container's that is connected to a port inside. */
  private Socket client(int port) throws SystemCallException {
    int fd = inside.socket("127.0.0.1", SocketCalls.SOCK_STREAM);
    InsideNamespace.connect(fd, port);
    return new Socket(fd);
  }

  private static byte[] readAll(Socket from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(length + 1);
    int at = 0;
    for (int got = 0; got >= 0 && at <= length; got = from.recv(buffer, at, length + 1)) {
      at += got;
    }
    byte[] bytes = new byte[at];
    buffer.get(0, bytes);
    return bytes;
  }

  private static void writeAll(Socket to, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    for (int at = 0; at < bytes.length; ) {
      at += to.send(buffer, at, bytes.length);
    }
  }

  @Test
  void leadsToAServiceOfTheHostAndCarriesBytesAndEndsBothWays() throws Exception {
    byte[] question = new byte[200_000];
    byte[] answer = new byte[3_000_000];
    new Random(1).nextBytes(question);
    new Random(2).nextBytes(answer);
    try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
      int port = FreePorts.next();
      Forwards.Entry entry = add(port + ":" + server.getLocalPort());
      assertEquals(
          "127.0.0.1:" + port + ":127.0.0.1:" + server.getLocalPort() + "/tcp",
          entry.rule().toString());
      CompletableFuture<byte[]> asked = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try (java.net.Socket taken = server.accept()) {
              asked.complete(taken.getInputStream().readAllBytes());
              taken.getOutputStream().write(answer);
            } catch (IOException e) {
              asked.completeExceptionally(e);
            }
          });
      Socket client = client(port);
      writeAll(client, question);
      client.shutdown(false, true);
      assertArrayEquals(question, asked.get(10, SECONDS));
      assertArrayEquals(answer, readAll(client, answer.length));
      client.close();
      await().until(() -> rig.openSockets() == 1);
      assertEquals(question.length, entry.traffic().bytesIn());
      assertEquals(answer.length, entry.traffic().bytesOut());
      assertEquals(1, entry.traffic().connections());
      assertEquals(0, entry.traffic().open());
    }
  }

  private List<FlowInfo> flows() {
    return rig.onLoop(() -> {
      List<FlowInfo> flows = new ArrayList<>();
      rig.relays.listFlows(System.nanoTime(), flows::add);
      return flows;
    });
  }

  @Test
  void clientsAreFlowsOfTheirOwn() throws Exception {
    rig.onLoop(() -> {
      rig.relays.connect(new FakeContainer(rig));
      return true;
    });
    try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK);
        DatagramSocket datagrams = new DatagramSocket(server.getLocalPort(), LOOPBACK)) {
      int port = FreePorts.next();
      int to = server.getLocalPort();
      Forwards.Entry tcp = add(port + ":" + to);
      Forwards.Entry udp = add(port + ":" + to + "/udp");
      Socket client = client(port);
      writeAll(client, new byte[300]);
      java.net.Socket taken = server.accept();
      assertEquals(300, taken.getInputStream().readNBytes(300).length);
      int fd = inside.receive("127.0.0.1", 0);
      InsideNamespace.connect(fd, port);
      Socket sender = new Socket(fd);
      writeAll(sender, new byte[40]);
      datagrams.receive(new DatagramPacket(new byte[100], 100));
      await().until(() -> tcp.traffic().bytesIn() + udp.traffic().bytesIn() == 340);
      List<FlowInfo> flows = flows();
      assertEquals(2, flows.size());
      assertFlow(flows.getFirst(), "SPLICED", client.localAddress().getPort(), to, 300);
      assertFlow(flows.getLast(), "SESSION", sender.localAddress().getPort(), to, 40);
      assertNotEquals(flows.getFirst().id(), flows.getLast().id());
      client.close();
      sender.close();
      taken.close();
      assertTrue(remove(udp.id(), true));
      await().until(() -> flows().isEmpty());
    }
  }

  private static void assertFlow(FlowInfo flow, String state, int from, int to, int bytes) {
    assertEquals(state, flow.state());
    assertEquals(Rig.LOOPBACK, flow.guestAddress());
    assertEquals(from, flow.guestPort());
    assertEquals(Rig.LOOPBACK, flow.peerAddress());
    assertEquals(to, flow.peerPort());
    assertEquals(bytes, flow.bytesFromGuest());
    assertEquals(0, flow.bytesToGuest());
  }

  @Test
  void realProgramsInsideReachAService() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
      int port = FreePorts.next();
      add(port + ":" + server.getLocalPort());
      Thread.ofVirtual()
          .start(() -> {
            try (java.net.Socket taken = server.accept()) {
              taken.getInputStream().readNBytes(16);
              taken
                  .getOutputStream()
                  .write(Rig.bytes("HTTP/1.0 200 OK\r\n\r\nhello from the host"));
            } catch (IOException e) {
              // the program inside tells
            }
          });
      assertEquals(
          "hello from the host",
          inside.run("curl", "-sS", "-m", "10", "http://127.0.0.1:" + port + "/"));
    }
  }

  @Test
  void leadsToAUnixSocketOfTheHost(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("service.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path), 1);
      int port = FreePorts.next();
      add(port + ":unix:" + path);
      Socket[] clients = new Socket[20]; // many more than may wait there
      for (int i = 0; i < clients.length; i++) {
        clients[i] = client(port);
        writeAll(clients[i], new byte[] {(byte) i});
        clients[i].shutdown(false, true);
      }
      for (int i = 0; i < clients.length; i++) {
        try (SocketChannel taken = server.accept()) {
          byte[] asked = Channels.newInputStream(taken).readAllBytes();
          taken.write(ByteBuffer.wrap(asked));
        }
      }
      for (int i = 0; i < clients.length; i++) {
        assertArrayEquals(new byte[] {(byte) i}, readAll(clients[i], 1));
        clients[i].close();
      }
    }
  }

  @Test
  void clientIsResetWhenNobodyServes() throws Exception {
    int port = FreePorts.next();
    add(port + ":" + FreePorts.next());
    add((port + 1) + ":unix:/no/such/socket");
    for (int i = 0; i < 2; i++) {
      Socket client = client(port + i);
      assertThrows(IOException.class, () -> readAll(client, 1));
      client.close();
    }
    assertEquals(2, rig.count(RelayCounter.REVERSE_TCP_FAILED));
    assertEquals(2, rig.openSockets());
  }

  @Test
  void portIsOpenAtTheContainersLoopbackAlone() throws Exception {
    int port = FreePorts.next();
    add(port + ":9");
    assertTrue(inside.run("ss", "-Hltn").contains(" 127.0.0.1:" + port + " "));
    add("0.0.0.0:" + (port + 1) + ":9");
    assertTrue(inside.run("ss", "-Hltn").contains(" 0.0.0.0:" + (port + 1) + " "));
    add("[::1]:" + (port + 2) + ":9");
    assertTrue(inside.run("ss", "-Hltn").contains(" [::1]:" + (port + 2) + " "));
    add("127.0.0.1:80:9");
    assertTrue(inside.run("ss", "-Hltn").contains(" 127.0.0.1:80 "), "a privileged port");
  }

  @Test
  void rangesAndPortsOfTheKernelsChoice() throws Exception {
    try (ServerSocket server = new ServerSocket(FreePorts.next(), 10, LOOPBACK)) {
      int port = FreePorts.next();
      int to = server.getLocalPort();
      add(port + "-" + (port + 2) + ":" + (to - 1) + "-" + (to + 1));
      client(port + 1).close();
      server.accept().close();
      Forwards.Entry chosen = add("0:" + to);
      String text = chosen.rule().listen().toString();
      client(Integer.parseInt(text.substring(text.indexOf(':') + 1))).close();
      server.accept().close();
    }
  }

  @Test
  void removalClosesThePortAndCutsWhenAsked() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
      int port = FreePorts.next();
      Forwards.Entry entry = add(port + ":" + server.getLocalPort());
      Socket kept = client(port);
      java.net.Socket service = server.accept();
      assertTrue(remove(entry.id(), false));
      assertFalse(inside.run("ss", "-Hltn").contains(":" + port + " "));
      service.getOutputStream().write(1);
      service.close();
      assertArrayEquals(new byte[] {1}, readAll(kept, 1));
      assertEquals(1, flows().size());
      kept.close();
      await().until(() -> flows().isEmpty());
      Forwards.Entry again = add(port + ":" + server.getLocalPort());
      assertTrue(again.id() > entry.id());
      Socket cut = client(port);
      server.accept();
      assertTrue(remove(again.id(), true));
      assertThrows(IOException.class, () -> readAll(cut, 1));
      assertFalse(remove(again.id(), true));
      await().until(() -> rig.openSockets() == 0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.99.9.9:80:80  | inside: tcp 10.99.9.9:80: EADDRNOTAVAIL (Cannot assign requested address):"
            + " the container has no such address",
        "nosuch:80:80     | inside: tcp 127.0.0.1:80 on nosuch: ENODEV (No such device): the container"
            + " has no interface nosuch: see ip link",
        "unix:/tmp/x:80   | unix:/tmp/x:127.0.0.1:80/tcp: no unix socket can be made inside from out here; share"
            + " the host's by a mount",
        "1-2000           | 127.0.0.1:1-2000:127.0.0.1:1-2000/tcp: a reverse forward has at most 256"
            + " ports, not 2000",
      })
  void tellsWhyARuleCannotBeHad(String rule, String why) {
    assertEquals(why, failureOf(rule).replace("0.0.0.0:80 on", "127.0.0.1:80 on"));
    assertEquals(0, rig.openSockets());
  }

  @Test
  void portThatIsTakenInsideIsToldAndNothingIsHalfDone() throws Exception {
    int port = FreePorts.next();
    inside.listen("127.0.0.1", port + 1);
    String why = failureOf(port + "-" + (port + 2));
    assertTrue(why.startsWith("inside: tcp 127.0.0.1:" + (port + 1) + ": EADDRINUSE"), why);
    assertEquals(0, rig.openSockets());
    add(port + ":9");
    assertTrue(failureOf(port + ":10").contains("reverse forward 1"), failureOf(port + ":10"));
  }

  @Test
  void withoutAWayInsideItSaysSo() {
    try (Rig other = new Rig()) {
      String why =
          other.onLoop(() ->
              assertThrows(ForwardException.class, () -> other.relays.reverse()).getMessage());
      assertTrue(why.contains("cannot be entered"), why);
    }
  }

  @Test
  void udpClientsAreToldApart() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
      server.setSoTimeout(10_000);
      int port = FreePorts.next();
      Forwards.Entry entry = add(port + ":" + server.getLocalPort() + "/udp");
      Socket[] clients = new Socket[3];
      for (int i = 0; i < clients.length; i++) {
        int fd = inside.receive("127.0.0.1", 0);
        InsideNamespace.connect(fd, port);
        clients[i] = new Socket(fd);
        writeAll(clients[i], new byte[] {(byte) i, 1, 2, 3});
      }
      for (int i = 0; i < clients.length; i++) {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        server.receive(packet);
        assertEquals(4, packet.getLength());
        server.send(packet);
      }
      for (int i = 0; i < clients.length; i++) {
        ByteBuffer answer = ByteBuffer.allocateDirect(100);
        assertEquals(4, clients[i].recv(answer, 0, 100));
        assertEquals(i, answer.get(0));
        clients[i].close();
      }
      assertEquals(3, entry.traffic().connections());
      assertEquals(12, entry.traffic().bytesIn());
      await().until(() -> entry.traffic().bytesOut() == 12);
      assertEquals(4, rig.openSockets());
      assertTrue(remove(entry.id(), false));
      assertEquals(0, rig.openSockets());
    }
  }

  /** As QUIC's programs send them: udp(7), UDP_SEGMENT. */
  @Test
  void udpDatagramsThatAreSentInOnePieceArriveAsTheyAre() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
      server.setSoTimeout(10_000);
      int port = FreePorts.next();
      add(port + ":" + server.getLocalPort() + "/udp");
      int fd = inside.receive("127.0.0.1", 0);
      InsideNamespace.connect(fd, port);
      Socket client = new Socket(fd);
      client.setIntOpt(17, 103, 100);
      byte[] bytes = new byte[450];
      new Random(3).nextBytes(bytes);
      writeAll(client, bytes);
      for (int at = 0; at < bytes.length; at += 100) {
        DatagramPacket packet = new DatagramPacket(new byte[1_000], 1_000);
        server.receive(packet);
        assertArrayEquals(
            Arrays.copyOfRange(bytes, at, Math.min(at + 100, bytes.length)),
            Arrays.copyOf(packet.getData(), packet.getLength()));
      }
      client.close();
    }
  }

  @Test
  void udpDatagramsToNobodyDoNoHarm() throws Exception {
    int free = FreePorts.next();
    int port = FreePorts.next();
    add(port + ":" + free + "/udp");
    int fd = inside.receive("127.0.0.1", 0);
    InsideNamespace.connect(fd, port);
    Socket client = new Socket(fd);
    for (int i = 0; i < 5; i++) {
      writeAll(client, new byte[1]);
    }
    await().until(() -> rig.count(RelayCounter.REVERSE_UDP_SESSIONS) == 1);
    try (DatagramSocket server = new DatagramSocket(free, LOOPBACK)) {
      server.setSoTimeout(10_000);
      writeAll(client, new byte[7]);
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      do {
        server.receive(packet);
      } while (packet.getLength() != 7);
    }
    client.close();
  }

  @Test
  void udpSessionsAreBounded() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
      int port = FreePorts.next();
      Forwards.Entry entry = add(port + ":" + server.getLocalPort() + "/udp");
      for (int i = 0; i < 600; i++) {
        int fd = inside.receive("127.0.0.1", 0);
        InsideNamespace.connect(fd, port);
        writeAll(new Socket(fd), new byte[1]);
      }
      await().until(() -> entry.traffic().connections() == 600);
      assertEquals(512, entry.traffic().open());
      assertEquals(513, rig.openSockets());
      assertEquals(88, rig.count(RelayCounter.REVERSE_UDP_EVICTED));
    }
  }

  @Test
  void twentyThousandShortConnectionsLeaveNothingBehind() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1000, LOOPBACK)) {
      int port = FreePorts.next();
      Forwards.Entry entry = add(port + ":" + server.getLocalPort());
      Thread.ofPlatform().daemon().start(() -> serve(server));
      client(port).close();
      await().until(() -> entry.traffic().open() == 0);
      int before = descriptors();
      for (int left = 20_000; left > 0; left -= 250) {
        int[] fds = inside.sockets(250);
        for (int fd : fds) {
          InsideNamespace.connect(fd, port);
          Socket client = new Socket(fd);
          assertArrayEquals(new byte[] {42}, readAll(client, 1));
          client.close();
        }
      }
      await().until(() -> entry.traffic().open() == 0);
      assertEquals(20_001, entry.traffic().connections());
      assertEquals(0, rig.count(RelayCounter.REVERSE_TCP_FAILED));
      assertEquals(1, rig.openSockets());
      await().until(() -> descriptors() <= before + 8); // pipes that are kept, class files
    }
  }

  private static void serve(ServerSocket server) {
    try {
      while (true) {
        try (java.net.Socket taken = server.accept()) {
          taken.getOutputStream().write(42);
        }
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  private static int descriptors() {
    return List.of(Objects.requireNonNull(new File("/proc/self/fd").list())).size();
  }
}
