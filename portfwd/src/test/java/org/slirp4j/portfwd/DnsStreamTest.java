package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.dns.TestMessage;
import org.slirp4j.portfwd.report.RelayCounter;

/** DNS queries by TCP (RFC 7766) through two name servers of ours, at 127.0.0.2 and 127.0.0.3. */
@Timeout(30)
class DnsStreamTest {
  private static final int SERVFAIL = 2;

  @TempDir private Path folder;
  private FakeNameServer first;
  private FakeNameServer second;
  private Rig rig;
  private FakeTcpFlow flow;

  @BeforeEach
  void open() throws IOException {
    first = new FakeNameServer("127.0.0.2", 0);
    second = new FakeNameServer("127.0.0.3", first.port()).listen();
    Files.writeString(
        folder.resolve("resolv.conf"), "nameserver 127.0.0.2\nnameserver 127.0.0.3\n");
    rig = rig(300, 1_000);
    flow = connect(rig);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    rig.close();
  }

  private Rig rig(int attemptMillis, int totalMillis) {
    Path conf = folder.resolve("resolv.conf");
    return Rig.withResolver(
        new ResolverConfig(conf, first.port(), attemptMillis, totalMillis, 256));
  }

  private static FakeTcpFlow connect(Rig rig) {
    FakeTcpFlow opened = rig.openTcp(Rig.DNS, 53);
    assertTrue(opened.isAccepted(), "at once: the relay itself is the server");
    opened.establish();
    return opened;
  }

  private static byte[] query(int id) {
    return TestMessage.query(id, "name" + id + ".example", 1).bytes();
  }

  private static byte[] framed(byte[]... messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      out.write(message.length >> 8);
      out.write(message.length);
      out.writeBytes(message);
    }
    return out.toByteArray();
  }

  private static List<byte[]> messages(FakeTcpFlow flow) {
    ByteBuffer received = ByteBuffer.wrap(flow.received());
    List<byte[]> messages = new ArrayList<>();
    while (received.remaining() >= 2) {
      byte[] message = new byte[Short.toUnsignedInt(received.getShort())];
      if (received.remaining() < message.length) {
        break;
      }
      received.get(message);
      messages.add(message);
    }
    return messages;
  }

  private List<byte[]> ask(int... ids) {
    int before = messages(flow).size();
    byte[][] queries = new byte[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      queries[i] = query(ids[i]);
    }
    flow.send(framed(queries));
    await().until(() -> messages(flow).size() >= before + ids.length);
    List<byte[]> all = messages(flow);
    return all.subList(before, all.size());
  }

  private static int id(byte[] message) {
    return (message[0] & 0xff) << 8 | (message[1] & 0xff);
  }

  private static List<Integer> ids(List<byte[]> messages) {
    return messages.stream().map(DnsStreamTest::id).toList();
  }

  @Test
  void severalQueriesOfOneConnectionShareOneToTheServer() throws IOException {
    first.listen();
    for (int id = 1; id <= 5; id++) {
      byte[] answer = ask(id).getFirst();
      assertEquals(id, id(answer));
      assertEquals("127.0.0.2", FakeNameServer.signature(answer));
    }
    assertEquals(1, first.connections.size());
    assertEquals(1, rig.openSockets());
    Set<Integer> seen = new HashSet<>(ids(first.queries));
    assertFalse(seen.containsAll(Set.of(1, 2, 3)), "random IDs outside");
  }

  // RFC 7766, 6.2.1.1 and 7
  @Test
  void pipelinedQueriesAreAnsweredInTheServersOrder() throws IOException {
    first.listen().together = 4;
    assertEquals(List.of(4, 3, 2, 1), ids(ask(1, 2, 3, 4)));
  }

  @Test
  void queriesByIpv6AreAnsweredByTheSameServers() {
    flow = rig.openTcp(Family.V6.dns(), 53);
    flow.establish();
    assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).getFirst()));
  }

  @Test
  void queryMayComeOctetByOctet() {
    for (byte octet : framed(query(1), query(2))) {
      flow.send(new byte[] {octet});
    }
    await().until(() -> messages(flow).size() == 2);
  }

  // RFC 7766, 6.2.3: a client may end its side when it has asked all it wanted
  @Test
  void answersComeAfterTheContainerHasEndedItsSide() {
    second.mode = FakeNameServer.Mode.SLOW;
    flow.send(framed(query(1), query(2)));
    flow.end();
    assertFalse(flow.isOutputShut());
    await().until(flow::isOutputShut);
    assertEquals(2, messages(flow).size());
  }

  @Test
  void connectionWithoutAQueryEnds() {
    flow.end();
    assertTrue(flow.isOutputShut());
    flow.closed(false);
    FakeTcpFlow idle = connect(rig);
    await().until(idle::isOutputShut);
    await().until(idle::isReset); // whoever does not end its side then
    FakeTcpFlow slow = connect(rig);
    slow.send(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
    await().until(slow::isReset);
    assertEquals(2, rig.count(RelayCounter.DNS_STREAMS_CUT));
  }

  @Test
  void serverThatRefusesIsPassedOver() {
    try (Rig patient = rig(20_000, 60_000)) {
      flow = connect(patient);
      assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).getFirst()));
    }
  }

  @Test
  void serverThatIsSilentIsPassedOverAndAskedLastFromThenOn() throws IOException {
    first.listen().mode = FakeNameServer.Mode.SILENT;
    assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).getFirst()));
    assertEquals("127.0.0.3", FakeNameServer.signature(ask(2).getFirst()));
    assertEquals(1, first.queries.size());
  }

  @Test
  void serverThatDoesNotAnswerTheSynIsPassedOver() throws IOException {
    // A full backlog leaves a connect unanswered.
    try (ServerSocket full = new ServerSocket(first.port(), 1, InetAddress.ofLiteral("127.0.0.2"));
        Socket one = new Socket();
        Socket two = new Socket()) {
      one.connect(full.getLocalSocketAddress());
      two.connect(full.getLocalSocketAddress());
      assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).getFirst()));
    }
  }

  // What a container sends faster than a name server takes it would fill the heap of all.
  @Test
  void questionsThatNobodyWaitsForAnyMoreAreNotKept() throws IOException {
    try (ServerSocket full = new ServerSocket(first.port(), 1, InetAddress.ofLiteral("127.0.0.2"));
        Socket one = new Socket();
        Socket two = new Socket();
        Rig patient = rig(20_000, 60_000)) {
      one.connect(full.getLocalSocketAddress());
      two.connect(full.getLocalSocketAddress());
      flow = connect(patient);
      long before = usedBytes();
      for (int id = 1; id <= 800; id++) {
        flow.send(
            framed(TestMessage.query(id, "a", 1).record(3, 250, 0, new byte[65_000]).bytes()));
      }
      assertTrue(messages(flow).size() > 700, "all but the last have been given up");
      assertTrue(usedBytes() - before < 20 << 20, "kept: " + (usedBytes() - before));
    }
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void serverThatClosesWithoutAnAnswerIsPassedOver() throws IOException {
    first.listen().answersPerConnection = 0;
    try (Rig patient = rig(20_000, 60_000)) {
      flow = connect(patient);
      assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).getFirst()));
    }
  }

  // RFC 7766, 6.2.4
  @Test
  void serverThatClosesAfterAnswersIsConnectedToAgain() throws IOException {
    first.listen().answersPerConnection = 1;
    for (int id = 1; id <= 3; id++) {
      assertEquals("127.0.0.2", FakeNameServer.signature(ask(id).getFirst()));
    }
    assertEquals(3, first.connections.size());
    assertEquals(0, second.queries.size());
  }

  @Test
  void failureComesWhenNobodyAnswers() {
    second.close();
    byte[] answer = ask(5).getFirst();
    assertEquals(SERVFAIL, answer[3] & 0xf);
    assertEquals(5, id(answer));
  }

  @Test
  void messagesMayBeAsLongAsTheirLengthCanSay() {
    second.padding = 65_535;
    byte[] longest = TestMessage.query(1, "a", 1).record(3, 250, 0, new byte[65_504]).bytes();
    assertEquals(65_535, longest.length);
    flow.send(framed(longest));
    await().until(() -> messages(flow).size() == 1);
    assertEquals(65_535, messages(flow).getFirst().length);
    byte[] asked = second.queries.getFirst();
    assertArrayEquals(
        Arrays.copyOfRange(longest, 2, 65_535), Arrays.copyOfRange(asked, 2, asked.length));
  }

  @Test
  void wrongAnswersAreIgnored() throws IOException {
    first.listen().change =
        answer -> {
          answer[20] ^= 1;
          return answer;
        };
    assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).getFirst()));
    assertEquals(1, rig.count(RelayCounter.DNS_MALFORMED));
  }

  @Test
  void whatIsNoDnsIsCut() {
    flow.send(framed(new byte[11]));
    assertTrue(flow.isReset());
    flow = connect(rig);
    byte[] response = query(1);
    response[2] |= (byte) 0x80;
    flow.send(framed(response));
    assertTrue(flow.isReset());
    flow = connect(rig);
    flow.send(new byte[2]);
    assertTrue(flow.isReset());
    assertEquals(0, rig.openSockets());
  }

  @Test
  void hostsNamesAndKeptAnswersAskNobody() {
    second.seconds = 60;
    flow.send(framed(TestMessage.query(5, "host.docker.internal", 1).bytes()));
    assertEquals(1, messages(flow).size());
    ask(1);
    FakeUdpFlow udp = rig.openUdp();
    udp.send(query(1), Rig.DNS, 53);
    assertEquals("127.0.0.3", FakeNameServer.signature(udp.received.getFirst().payload()));
    assertEquals(1, second.queries.size());
  }

  // RFC 5936, 2.2
  @Test
  void zoneComesInManyMessages() {
    second.pieces = 5;
    flow.send(framed(TestMessage.query(5, "example", TestMessage.AXFR).bytes()));
    await().until(() -> messages(flow).size() == 5);
    assertEquals(List.of(5, 5, 5, 5, 5), ids(messages(flow)));
  }

  @Test
  void otherQueriesHaveOneAnswer() {
    second.pieces = 5;
    ask(1);
    await().until(() -> rig.count(RelayCounter.DNS_MALFORMED) == 4);
    assertEquals(1, messages(flow).size());
  }

  @Test
  void queriesBeyondTheBoundWaitInTheWindow() {
    second.mode = FakeNameServer.Mode.SILENT;
    byte[][] queries = new byte[100][];
    Arrays.setAll(queries, i -> query(i));
    flow.send(framed(queries));
    await().until(() -> second.queries.size() == 64);
    assertTrue(flow.unsentBytes() > 0);
    second.mode = FakeNameServer.Mode.PROMPT;
    await().until(() -> messages(flow).size() == 100);
    assertEquals(0, flow.unsentBytes());
  }

  @Test
  void containerThatDoesNotReadIsCut() {
    second.padding = 60_000;
    byte[][] queries = new byte[64][];
    Arrays.setAll(queries, i -> query(i));
    FakeTcpFlow other = connect(rig);
    flow.setRoom(0);
    other.setRoom(0);
    flow.send(framed(queries));
    other.send(framed(queries));
    await().until(() -> flow.isReset() || other.isReset());
    assertFalse(flow.isReset() && other.isReset());
    FakeTcpFlow left = flow.isReset() ? other : flow;
    await().pollDelay(50, MILLISECONDS).until(() -> rig.onLoop(() -> true));
    left.addRoom(1 << 29);
    await().until(() -> messages(left).size() == 64);
  }

  @Test
  void connectionsAreBoundedAndTheOldestMakesRoom() {
    for (int i = 0; i < 64; i++) {
      assertFalse(flow.isReset());
      connect(rig);
    }
    assertTrue(flow.isReset());
    assertEquals(1, rig.count(RelayCounter.DNS_STREAMS_CUT));
  }

  @Test
  void queriesOfAConnectionThatIsGoneAreDropped() {
    second.mode = FakeNameServer.Mode.SLOW;
    flow.send(framed(query(1), query(2)));
    await().until(() -> second.queries.size() == 1);
    flow.closed(true);
    await().until(() -> rig.openSockets() == 0);
    assertEquals(0, flow.receivedBytes());
  }

  @Test
  void connectionToTheServerEndsWithTheContainersLast() {
    FakeTcpFlow other = connect(rig);
    ask(1);
    other.closed(false);
    assertEquals(1, rig.openSockets());
    flow.closed(false);
    assertEquals(0, rig.openSockets());
    await().until(() -> second.connections.getFirst().isClosed());
  }
}
