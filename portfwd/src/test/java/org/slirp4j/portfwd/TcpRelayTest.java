package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.Refusal;

/** TCP flows of both families against real servers on the host's loopback. */
@Timeout(30)
@ParameterizedClass
@EnumSource(Family.class)
class TcpRelayTest {
  private final Family family;
  private final Rig rig = new Rig();
  private ServerSocket server;

  TcpRelayTest(Family family) {
    this.family = family;
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.ofLiteral(family.loopback().toString()));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    rig.close();
  }

  /** A flow to the server that is established on both sides. */
  private record Pair(FakeTcpFlow flow, Socket far) {}

  private Pair connect() throws IOException {
    FakeTcpFlow flow = rig.openTcp(family.gateway(), server.getLocalPort());
    Socket far = server.accept();
    await().until(flow::isAccepted);
    flow.establish();
    return new Pair(flow, far);
  }

  @Test
  void synIsAcceptedWhenTheHostHasConnectedAndNotBefore() throws IOException {
    Pair pair = connect();
    assertEquals(1, rig.openSockets());
    assertEquals(1, rig.count(RelayCounter.TCP_CONNECTED));
    assertTrue(rig.emissions.get() > 0, "the stack was not asked to emit the SYN/ACK");
    pair.far().close();
  }

  @Test
  void refusedConnectionIsRefused() throws IOException {
    int port = server.getLocalPort();
    server.close();
    FakeTcpFlow flow = rig.openTcp(family.gateway(), port);
    await().until(() -> flow.refusal() != null);
    assertEquals(Refusal.PORT_UNREACHABLE, flow.refusal());
    assertFalse(flow.isAccepted());
    assertEquals(0, rig.openSockets());
  }

  @Test
  void unreachableNetworkIsToldAsSuch() {
    // connect(2) to a broadcast address of the host's: ENETUNREACH.
    FakeTcpFlow flow = rig.openTcp(Rig.address("127.255.255.255"), 80);
    assertEquals(Refusal.NET_UNREACHABLE, flow.refusal());
    assertEquals(0, rig.openSockets());
  }

  @Test
  void prohibitedDestinationIsUnreachableUnderWhateverName() {
    try (Rig strict = Rig.withAccess(HostAccess.NO_LOOPBACK)) {
      String[] names = {"10.0.2.2", "127.0.0.1", "127.8.8.8", "0.0.0.0", "fd00::2", "::1", "::"};
      for (String name : names) {
        FakeTcpFlow flow = strict.openTcp(Rig.address(name), server.getLocalPort());
        assertEquals(Refusal.NET_UNREACHABLE, flow.refusal(), name);
      }
      assertEquals(names.length, strict.count(RelayCounter.PROHIBITED));
    }
  }

  @Test
  void anUrgentByteOfTheHostsStaysInItsPlace() throws IOException {
    // RFC 9293, MUST-30 to MUST-33: not told apart, but neither lost nor moved
    Pair pair = connect();
    pair.far().getOutputStream().write(Rig.bytes("ab"));
    pair.far().sendUrgentData('!');
    pair.far().getOutputStream().write(Rig.bytes("cd"));
    await().until(() -> pair.flow().receivedBytes() == 5);
    assertEquals("ab!cd", Rig.text(pair.flow().received()));
    pair.far().close();
  }

  @Test
  void bytesGoBothWays() throws IOException {
    Pair pair = connect();
    pair.flow().send(Rig.bytes("request"));
    assertEquals("request", Rig.text(pair.far().getInputStream().readNBytes(7)));
    pair.far().getOutputStream().write(Rig.bytes("answer"));
    await().until(() -> pair.flow().receivedBytes() == 6);
    assertEquals("answer", Rig.text(pair.flow().received()));
    assertEquals(7, rig.count(RelayCounter.TCP_BYTES_OUT));
    assertEquals(6, rig.count(RelayCounter.TCP_BYTES_IN));
  }

  @Test
  void serverThatSpeaksFirstIsHeardOnlyOnceTheGuestHasAnswered() throws IOException {
    FakeTcpFlow flow = rig.openTcp(family.gateway(), server.getLocalPort());
    Socket far = server.accept();
    far.getOutputStream().write(Rig.bytes("220 ready"));
    await().until(flow::isAccepted);
    await().during(50, MILLISECONDS).until(() -> flow.receivedBytes() == 0);
    flow.establish();
    await().until(() -> flow.receivedBytes() == 9);
  }

  @Test
  void endOfGuestStreamReachesTheServerWhichMayStillAnswer() throws IOException {
    Pair pair = connect();
    pair.flow().send(Rig.bytes("question"));
    pair.flow().end();
    assertEquals("question", Rig.text(pair.far().getInputStream().readAllBytes()));
    pair.far().getOutputStream().write(Rig.bytes("late answer"));
    pair.far().close();
    await().until(() -> pair.flow().isOutputShut());
    assertEquals("late answer", Rig.text(pair.flow().received()));
    assertFalse(pair.flow().isReset());
    pair.flow().closed(false);
    assertEquals(0, rig.openSockets());
  }

  @Test
  void endOfServerStreamReachesTheGuestWhichMayStillSend() throws IOException {
    Pair pair = connect();
    pair.far().getOutputStream().write(Rig.bytes("greeting"));
    pair.far().shutdownOutput();
    await().until(() -> pair.flow().isOutputShut());
    assertEquals("greeting", Rig.text(pair.flow().received()));
    pair.flow().send(Rig.bytes("and more"));
    pair.flow().end();
    assertEquals("and more", Rig.text(pair.far().getInputStream().readAllBytes()));
    pair.flow().closed(false);
    assertEquals(0, rig.openSockets());
  }

  @Test
  void theHostsSocketIsClosedWhenBothStreamsHaveEnded() throws IOException {
    Pair pair = connect();
    pair.far().shutdownOutput();
    await().until(pair.flow()::isOutputShut);
    assertEquals(1, rig.openSockets());
    pair.flow().send(Rig.bytes("last"));
    pair.flow().end();
    assertEquals(0, rig.openSockets());
    assertEquals("last", Rig.text(pair.far().getInputStream().readAllBytes()));
  }

  @Test
  void loopRestsWhileOneSideHasEnded() throws IOException {
    Pair pair = connect();
    pair.far().shutdownOutput();
    await().until(() -> pair.flow().isOutputShut());
    pair.flow().end();
    pair.far().close();
    int before = rig.emissions.get();
    await().during(100, MILLISECONDS).until(() -> rig.emissions.get() - before <= 3);
  }

  @Test
  void resetOfTheServersResetsTheGuest() throws IOException {
    Pair pair = connect();
    pair.far().setSoLinger(true, 0);
    pair.far().close();
    await().until(() -> pair.flow().isReset());
    assertFalse(pair.flow().isOutputShut());
    assertEquals(0, rig.openSockets());
    assertEquals(1, rig.count(RelayCounter.TCP_HOST_RESETS));
  }

  @Test
  void bytesBeforeTheServersResetAreNotLost() throws IOException {
    Pair pair = connect();
    pair.flow().send(new byte[100_000]);
    pair.far().getOutputStream().write(Rig.bytes("413 too large"));
    // Closed with unread input: the kernel sends a RST.
    pair.far().close();
    await().until(() -> pair.flow().isReset());
    assertEquals("413 too large", Rig.text(pair.flow().received()));
  }

  @Test
  void resetOfTheGuestsResetsTheServer() throws IOException {
    Pair pair = connect();
    pair.flow().closed(true);
    assertEquals(0, rig.openSockets());
    assertThrows(SocketException.class, () -> pair.far().getInputStream().read());
  }

  @Test
  void guestThatGivesUpWhileDiallingLeavesNothing() throws IOException {
    // A full backlog leaves a connect unanswered.
    try (ServerSocket full =
            new ServerSocket(0, 1, InetAddress.ofLiteral(family.loopback().toString()));
        Socket first = new Socket();
        Socket second = new Socket()) {
      first.connect(full.getLocalSocketAddress());
      second.connect(full.getLocalSocketAddress());
      FakeTcpFlow flow = rig.openTcp(family.gateway(), full.getLocalPort());
      assertEquals(1, rig.openSockets());
      flow.closed(true);
      assertEquals(0, rig.openSockets());
      assertFalse(flow.isAccepted());
    }
  }

  @Test
  void slowGuestStopsReadingOfTheServer() throws Exception {
    Pair pair = connect();
    pair.flow().setRoom(100_000);
    byte[] data = new byte[20 << 20];
    new Random(1).nextBytes(data);
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                pair.far().getOutputStream().write(data);
                pair.far().shutdownOutput();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    await().until(() -> pair.flow().receivedBytes() == 100_000);
    await().during(100, MILLISECONDS).until(() -> pair.flow().receivedBytes() == 100_000);
    assertTrue(writer.isAlive(), "the relay took more than there was room for");
    while (pair.flow().receivedBytes() < data.length) {
      pair.flow().addRoom(1_000_000);
    }
    await().until(() -> pair.flow().isOutputShut());
    assertArrayEquals(data, pair.flow().received());
    writer.join();
  }

  @Test
  void slowServerStopsTheGuest() throws Exception {
    Pair pair = connect();
    byte[] data = new byte[20 << 20];
    new Random(2).nextBytes(data);
    pair.flow().send(data);
    pair.flow().end();
    int left = pair.flow().unsentBytes();
    assertTrue(left > 0, "the host's kernel took all of it: the test needs more bytes");
    await().during(50, MILLISECONDS).until(() -> pair.flow().unsentBytes() == left);
    assertArrayEquals(data, pair.far().getInputStream().readAllBytes());
    assertEquals(0, pair.flow().unsentBytes());
  }

  @Test
  void boundOnSocketsRefusesAndSaysSoOnce() throws IOException {
    try (Rig small = Rig.withLimits(new HostLimits(1))) {
      FakeTcpFlow first = small.openTcp(family.gateway(), server.getLocalPort());
      await().until(first::isAccepted);
      FakeTcpFlow second = small.openTcp(family.gateway(), server.getLocalPort());
      FakeTcpFlow third = small.openTcp(family.gateway(), server.getLocalPort());
      assertEquals(Refusal.PORT_UNREACHABLE, second.refusal());
      assertEquals(Refusal.PORT_UNREACHABLE, third.refusal());
      assertEquals(2, small.count(RelayCounter.SOCKETS_REFUSED));
      assertEquals(1, small.log.size(), small.log::toString);
      assertTrue(small.log.getFirst().startsWith("socket: EMFILE"), small.log::toString);
    }
  }

  @Test
  void endOfTheContainerResetsEveryConnection() throws IOException {
    Pair one = connect();
    Pair two = connect();
    rig.run(rig.relays::close);
    assertEquals(0, rig.openSockets());
    one.flow().send(Rig.bytes("into nothing"));
    assertThrows(SocketException.class, () -> one.far().getInputStream().read());
    assertThrows(SocketException.class, () -> two.far().getInputStream().read());
  }

  @Test
  void hundredFlowsAtOnceArriveWholeAlthoughAllAreSlow() throws IOException {
    Thread.ofVirtual().start(this::echoForEver);
    List<FakeTcpFlow> flows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      flows.add(rig.openTcp(family.gateway(), server.getLocalPort()));
    }
    byte[] data = new byte[300_000];
    new Random(4).nextBytes(data);
    for (FakeTcpFlow flow : flows) {
      await().until(flow::isAccepted);
      flow.setRoom(0);
      flow.establish();
      flow.send(data);
      flow.end();
    }
    Random random = new Random(5);
    await()
        .until(() -> {
          flows.forEach(flow -> flow.addRoom(1 + random.nextInt(40_000)));
          return flows.stream().allMatch(FakeTcpFlow::isOutputShut);
        });
    for (FakeTcpFlow flow : flows) {
      assertArrayEquals(data, flow.received());
      assertFalse(flow.isReset());
      flow.closed(false);
    }
    assertEquals(0, rig.openSockets());
  }

  private void echoForEver() {
    try {
      while (true) {
        Socket far = server.accept();
        Thread.ofVirtual().start(() -> echo(far));
      }
    } catch (IOException e) {
      // Closed: the end.
    }
  }

  private static void echo(Socket far) {
    try (far) {
      far.getInputStream().transferTo(far.getOutputStream());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void manyConnectionsLeaveNothing() throws IOException {
    for (int i = 0; i < 500; i++) {
      FakeTcpFlow flow = rig.openTcp(family.gateway(), server.getLocalPort());
      try (Socket far = server.accept()) {
        await().until(flow::isAccepted);
        flow.establish();
        flow.send(Rig.bytes("x"));
        assertEquals('x', far.getInputStream().read());
      }
      flow.end();
      flow.closed(false);
    }
    assertEquals(0, rig.openSockets());
    assertEquals(500, rig.count(RelayCounter.TCP_CONNECTED));
  }

  // shutdown(2) says ENOTCONN then, which Netty throws as no IOException.
  @Test
  void theGuestMayEndItsStreamWhenTheHostHasJustCutIt() throws IOException {
    Pair pair = connect();
    rig.onLoop(() -> {
      pair.far().setSoLinger(true, 0);
      pair.far().close();
      pair.flow().end();
      return true;
    });
    await().until(pair.flow()::isReset);
    assertEquals(0, rig.count(RelayCounter.FAULTS));
    assertEquals(0, rig.openSockets());
  }

  @Test
  void aFaultCostsItsFlowAndNoOther() throws IOException {
    Pair broken = connect();
    broken.flow().breakDown();
    broken.far().getOutputStream().write(1);
    await().until(() -> rig.count(RelayCounter.FAULTS) == 1);
    assertThrows(SocketException.class, () -> broken.far().getInputStream().read());
    Pair other = connect();
    other.far().getOutputStream().write(1);
    await().until(() -> other.flow().received().length == 1);
    other.far().close();
  }
}
