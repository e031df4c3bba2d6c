package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slirp4j.portfwd.FakeUdpFlow.Marks;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.IcmpError;
import org.slirp4j.tcpip.buffer.Buffer;

/** UDP flows of both families against real sockets on the host's loopback. */
@Timeout(30)
@ParameterizedClass
@EnumSource(Family.class)
class UdpRelayTest {
  private final Family family;
  private final Rig rig = new Rig();
  private DatagramSocket server;
  private DatagramSocket other;

  UdpRelayTest(Family family) {
    this.family = family;
  }

  @BeforeEach
  void open() throws IOException {
    server = new DatagramSocket(0, InetAddress.ofLiteral(family.loopback().toString()));
    other = new DatagramSocket(0, InetAddress.ofLiteral(family.loopback().toString()));
    server.setReceiveBufferSize(1 << 20);
  }

  @AfterEach
  void close() {
    server.close();
    other.close();
    rig.close();
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(10_000);
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return packet;
  }

  private static byte[] payload(DatagramPacket packet) {
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static void send(DatagramSocket from, byte[] payload, SocketAddress to)
      throws IOException {
    from.send(new DatagramPacket(payload, payload.length, to));
  }

  @Test
  void datagramsOfAllSizesGoBothWays() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    for (int length : new int[] {0, 1, 1400, 1919, 1920, 1921, 9000, 65_507}) {
      byte[] data = new byte[length];
      new Random(length).nextBytes(data);
      // The largest ones reached the stack in fragments.
      Marks marks = new Marks(64, 0, length < 65_000);
      flow.send(data, family.gateway(), server.getLocalPort(), marks);
      DatagramPacket packet = receive(server);
      assertArrayEquals(data, payload(packet));
      send(server, data, packet.getSocketAddress());
      await().until(() -> flow.received.size() == 1);
      FakeUdpFlow.Datagram answer = flow.received.removeFirst();
      assertArrayEquals(data, answer.payload());
      assertEquals(family.gateway(), answer.from());
      assertEquals(server.getLocalPort(), answer.fromPort());
    }
    assertEquals(8, rig.count(RelayCounter.UDP_DATAGRAMS_IN));
    assertEquals(8, rig.count(RelayCounter.UDP_DATAGRAMS_OUT));
  }

  @Test
  void mappingIsTheSameForAllDestinations() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("a"), family.gateway(), server.getLocalPort());
    flow.send(Rig.bytes("b"), family.gateway(), other.getLocalPort());
    assertEquals(receive(server).getPort(), receive(other).getPort());
    assertEquals(1, rig.openSockets());
    FakeUdpFlow second = rig.openUdp(family);
    second.send(Rig.bytes("c"), family.gateway(), server.getLocalPort());
    flow.send(Rig.bytes("d"), family.gateway(), server.getLocalPort());
    assertNotEquals(receive(server).getPort(), receive(server).getPort());
  }

  @Test
  void strangerMayAnswer() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("a"), family.gateway(), server.getLocalPort());
    send(other, Rig.bytes("stranger"), receive(server).getSocketAddress());
    await().until(() -> flow.received.size() == 1);
    assertEquals(other.getLocalPort(), flow.received.getFirst().fromPort());
  }

  @Test
  void burstLargerThanABatchArrivesWhole() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("a"), family.gateway(), server.getLocalPort());
    SocketAddress guest = receive(server).getSocketAddress();
    // Sent while the loop is busy, so that they wait together.
    rig.run(() -> {
      for (int i = 0; i < 100; i++) {
        try {
          send(server, new byte[] {(byte) i}, guest);
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    });
    await().until(() -> flow.received.size() == 100);
    for (int i = 0; i < 100; i++) {
      assertEquals(i, flow.received.get(i).payload()[0]);
    }
  }

  @Test
  void datagramsThatFoundNoBufferAreReadWhenThereIsOne() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("a"), family.gateway(), server.getLocalPort());
    SocketAddress guest = receive(server).getSocketAddress();
    try (ServerSocket listener = new ServerSocket(0, 1, server.getLocalAddress())) {
      FakeTcpFlow stream = rig.openTcp(family.gateway(), listener.getLocalPort());
      Socket far = listener.accept();
      await().until(stream::isAccepted);
      stream.establish();
      List<Buffer> taken = new ArrayList<>();
      rig.run(() -> {
        rig.relays.rest(); // the reader's own are given back
        for (Buffer next = rig.buffers.large().take(); next != null; ) {
          taken.add(next);
          next = rig.buffers.large().take();
        }
      });
      for (int i = 0; i < 3; i++) {
        send(server, new byte[] {(byte) i}, guest);
      }
      // The loop hears of the stream after it has heard of the datagrams.
      far.getOutputStream().write('x');
      await().until(() -> stream.received().length == 1);
      assertTrue(flow.received.isEmpty());
      rig.run(() -> taken.forEach(Buffer::release));
      await().until(() -> flow.received.size() == 3);
      far.close();
    }
  }

  @Test
  void theStackEmitsInBetweenWhenManyDatagramsCome() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("a"), family.gateway(), server.getLocalPort());
    SocketAddress guest = receive(server).getSocketAddress();
    for (int i = 0; i < 127; i++) {
      send(server, Rig.bytes("x"), guest);
    }
    await().until(() -> flow.received.size() == 127);
    assertEquals(0, rig.emissionsAtOnce.get());
    send(server, Rig.bytes("x"), guest);
    await().until(() -> rig.emissionsAtOnce.get() == 1);
    assertEquals(128, flow.received.size());
  }

  @Test
  void superDatagramIsSentAsItsParts() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    byte[] data = new byte[2500];
    new Random(3).nextBytes(data);
    flow.sendSegments(data, 1000, family.gateway(), server.getLocalPort());
    assertArrayEquals(Arrays.copyOfRange(data, 0, 1000), payload(receive(server)));
    assertArrayEquals(Arrays.copyOfRange(data, 1000, 2000), payload(receive(server)));
    assertArrayEquals(Arrays.copyOfRange(data, 2000, 2500), payload(receive(server)));
  }

  @Test
  void datagramsOfABatchLeaveAsTheyCame() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    Random random = new Random(5);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      // Runs of equal ones, with shorter, longer, empty and very long ones between.
      int kind = random.nextInt(20);
      int odd = kind == 0 ? 20_000 + random.nextInt(20_000) : random.nextInt(1500);
      byte[] data = new byte[kind == 1 ? 0 : kind < 4 ? odd : 1000];
      random.nextBytes(data);
      sent.add(data);
    }
    for (int i = 0; i < sent.size(); i += 20) { // as many as the server's socket holds
      List<byte[]> batch = sent.subList(i, i + 20);
      flow.inOneBatch(
          () -> batch.forEach(data -> flow.send(data, family.gateway(), server.getLocalPort())));
      for (byte[] data : batch) {
        assertArrayEquals(data, payload(receive(server)));
      }
    }
    assertEquals(300, rig.count(RelayCounter.UDP_DATAGRAMS_OUT));
    assertEquals(
        sent.stream().mapToInt(data -> data.length).sum(), rig.count(RelayCounter.UDP_BYTES_OUT));
  }

  @Test
  void batchIsSplitAmongItsFlowsAndDestinations() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    FakeUdpFlow second = rig.openUdp(family); // of the same port: they share their place
    flow.inOneBatch(() ->
        second.inOneBatch(() -> {
          for (int i = 0; i < 10; i++) {
            flow.send(new byte[] {1, (byte) i}, family.gateway(), server.getLocalPort());
            flow.send(new byte[] {1, (byte) i}, family.gateway(), other.getLocalPort());
            second.send(new byte[] {2, (byte) i}, family.gateway(), server.getLocalPort());
          }
        }));
    for (int i = 0; i < 10; i++) {
      assertArrayEquals(new byte[] {1, (byte) i}, payload(receive(server)));
      assertArrayEquals(new byte[] {2, (byte) i}, payload(receive(server)));
      assertArrayEquals(new byte[] {1, (byte) i}, payload(receive(other)));
    }
  }

  @Test
  void whatABatchHoldsOfAFlowLeavesBeforeTheFlowEnds() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.inOneBatch(() -> {
      flow.send(Rig.bytes("a"), family.gateway(), server.getLocalPort());
      flow.send(Rig.bytes("b"), family.gateway(), server.getLocalPort());
      flow.closed();
    });
    assertEquals("a", Rig.text(payload(receive(server))));
    assertEquals("b", Rig.text(payload(receive(server))));
    assertEquals(0, rig.openSockets());
  }

  @Test
  void batchToAClosedPortIsToldAndTheNextOneFindsItsWay() throws IOException {
    int closed = other.getLocalPort();
    other.close();
    FakeUdpFlow flow = rig.openUdp(family);
    flow.inOneBatch(() -> {
      for (int i = 0; i < 10; i++) {
        flow.send(Rig.bytes("lost"), family.gateway(), closed);
      }
      for (int i = 0; i < 10; i++) {
        flow.send(Rig.bytes("found"), family.gateway(), server.getLocalPort());
      }
    });
    for (int i = 0; i < 10; i++) {
      assertEquals("found", Rig.text(payload(receive(server))));
    }
    await().until(() -> !flow.errors.isEmpty());
    assertEquals(IcmpError.PORT_UNREACHABLE, flow.errors.getFirst().error());
    assertEquals(0, rig.count(RelayCounter.UDP_DROPPED_OUT));
  }

  @Test
  void prohibitedBatchIsCountedByItsDatagrams() {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.inOneBatch(() -> {
      for (int i = 0; i < 10; i++) {
        flow.send(Rig.bytes("x"), family.nobody(), 9);
      }
    });
    assertEquals(10, rig.count(RelayCounter.PROHIBITED));
    assertEquals(1, flow.errors.size());
  }

  @Test
  void superDatagramOfManyPartsIsSentAsThem() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    byte[] data = new byte[3 * 128];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i / 3);
    }
    flow.sendSegments(data, 3, family.gateway(), server.getLocalPort());
    for (int i = 0; i < 128; i++) {
      byte part = (byte) i;
      assertArrayEquals(new byte[] {part, part, part}, payload(receive(server)));
    }
  }

  @Test
  void superDatagramOfMorePartsThanKernelsMakeIsDropped() {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.sendSegments(new byte[129], 1, family.gateway(), server.getLocalPort());
    flow.sendSegments(new byte[65_507], 12, family.dns(), 53);
    assertEquals(2, rig.count(RelayCounter.UDP_DROPPED_OUT));
    assertEquals(0, rig.openSockets());
  }

  @Test
  void otherFamilysSendersDoNotReachIt() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("a"), family.gateway(), server.getLocalPort());
    int port = receive(server).getPort();
    Family different = family == Family.V4 ? Family.V6 : Family.V4;
    InetAddress loopback = InetAddress.ofLiteral(different.loopback().toString());
    try (DatagramSocket stranger = new DatagramSocket(0, loopback)) {
      // Connected, so that the refusal is told: nothing of ours listens there.
      stranger.connect(loopback, port);
      await()
          .until(() -> {
            try {
              stranger.send(new DatagramPacket(new byte[1], 1));
              return false;
            } catch (PortUnreachableException e) {
              return true;
            }
          });
    }
    assertEquals(0, rig.count(RelayCounter.UDP_DATAGRAMS_IN));
    assertEquals(0, rig.count(RelayCounter.UDP_DROPPED_IN));
  }

  @Test
  void closedPortIsToldByIcmpAndTheMappingLives() throws IOException {
    int closed = other.getLocalPort();
    other.close();
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("lost"), family.gateway(), closed);
    await().until(() -> flow.errors.size() == 1);
    assertEquals(
        new FakeUdpFlow.Report(
            IcmpError.PORT_UNREACHABLE, family.gateway(), family.gateway(), closed),
        flow.errors.getFirst());
    flow.send(Rig.bytes("found"), family.gateway(), server.getLocalPort());
    assertEquals("found", Rig.text(payload(receive(server))));
  }

  @Test
  void errorOfOneDatagramDoesNotCostAnother() throws IOException {
    int closed = other.getLocalPort();
    other.close();
    FakeUdpFlow flow = rig.openUdp(family);
    // In one go, so that the error is pending when the next one is sent.
    rig.run(() -> {
      for (int i = 0; i < 10; i++) {
        flow.send(Rig.bytes("lost"), family.gateway(), closed);
        flow.send(Rig.bytes("found"), family.gateway(), server.getLocalPort());
      }
    });
    for (int i = 0; i < 10; i++) {
      assertEquals("found", Rig.text(payload(receive(server))));
    }
    await().until(() -> flow.errors.size() == 10);
    assertEquals(0, rig.count(RelayCounter.UDP_DROPPED_OUT));
  }

  @Test
  void loopRestsAfterAnError() {
    int closed = other.getLocalPort();
    other.close();
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("lost"), family.gateway(), closed);
    await().until(() -> flow.errors.size() == 1);
    int before = rig.emissions.get();
    await().during(100, MILLISECONDS).until(() -> rig.emissions.get() - before <= 2);
  }

  @Test
  void destinationOutOfReachIsToldByIcmp() {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("x"), family.nobody(), 9);
    flow.send(Rig.bytes("x"), family.dns(), 54);
    assertEquals(
        new FakeUdpFlow.Report(IcmpError.HOST_UNREACHABLE, family.gateway(), family.nobody(), 9),
        flow.errors.get(0));
    assertEquals(
        new FakeUdpFlow.Report(IcmpError.PORT_UNREACHABLE, family.gateway(), family.dns(), 54),
        flow.errors.get(1));
    assertEquals(2, rig.count(RelayCounter.PROHIBITED));
  }

  @Test
  void refusalOfTheKernelsIsToldByIcmp() {
    // A broadcast without SO_BROADCAST: EACCES.
    FakeUdpFlow flow = rig.openUdp(Family.V4);
    flow.send(Rig.bytes("x"), Rig.address("127.255.255.255"), 9);
    assertEquals(IcmpError.PROHIBITED, flow.errors.getFirst().error());
  }

  @Test
  void hostLoopbackOutOfReachIsNeitherSentToNorHeard() throws IOException {
    try (Rig strict = Rig.withAccess(HostAccess.NO_LOOPBACK)) {
      FakeUdpFlow flow = strict.openUdp(family);
      flow.send(Rig.bytes("x"), family.gateway(), server.getLocalPort());
      flow.send(Rig.bytes("x"), family.loopback(), server.getLocalPort());
      assertEquals(2, flow.errors.size());
      assertEquals(IcmpError.NET_UNREACHABLE, flow.errors.get(0).error());
      assertEquals(IcmpError.NET_UNREACHABLE, flow.errors.get(1).error());
      assertEquals(0, strict.openSockets());
    }
  }

  @Test
  void idleMappingIsClosed() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(Rig.bytes("a"), family.gateway(), server.getLocalPort());
    SocketAddress guest = receive(server).getSocketAddress();
    assertEquals(1, rig.openSockets());
    flow.closed();
    assertEquals(0, rig.openSockets());
    send(server, Rig.bytes("late"), guest);
    await().during(50, MILLISECONDS).until(flow.received::isEmpty);
  }

  @Test
  void everyBufferComesBack() throws IOException {
    FakeUdpFlow flow = rig.openUdp(family);
    flow.send(new byte[60_000], family.gateway(), server.getLocalPort());
    send(server, new byte[60_000], receive(server).getSocketAddress());
    await().until(() -> flow.received.size() == 1);
    // What is left is the reader's own batch and the place where datagrams are collected.
    int kept = rig.onLoop(() -> rig.buffers.large().inUse());
    assertTrue(kept <= 17, "kept " + kept);
    rig.run(rig.relays::rest);
    assertEquals(0, rig.onLoop(() -> rig.buffers.large().inUse()));
    assertEquals(0, rig.onLoop(() -> rig.buffers.small().inUse()));
  }

  @Test
  void wantOfSocketsDropsWithoutHarm() {
    try (Rig none = Rig.withLimits(new HostLimits(0))) {
      FakeUdpFlow flow = none.openUdp(family);
      flow.send(Rig.bytes("x"), family.gateway(), server.getLocalPort());
      assertEquals(1, none.count(RelayCounter.UDP_DROPPED_OUT));
      assertEquals(1, none.log.size());
    }
  }
}
