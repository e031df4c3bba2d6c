package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.portfwd.config.RelayConfig;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.dns.TestMessage;
import org.slirp4j.portfwd.report.RelayCounter;

/** DNS queries through two name servers of ours, at 127.0.0.2 and 127.0.0.3. */
@Timeout(30)
class DnsRelayTest {
  private static final int SERVFAIL = 2;
  private static final int REFUSED = 5;
  private static final int NXDOMAIN = 3;

  @TempDir private Path folder;
  private FakeNameServer first;
  private FakeNameServer second;
  private Rig rig;
  private FakeUdpFlow flow;

  @BeforeEach
  void open() throws IOException {
    first = new FakeNameServer("127.0.0.2", 0);
    second = new FakeNameServer("127.0.0.3", first.port());
    rig = rig(200, 1_000, 16);
    flow = rig.openUdp();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    rig.close();
  }

  private Rig rig(int attemptMillis, int totalMillis, int maxQueries) throws IOException {
    Path conf = folder.resolve("resolv.conf");
    Files.writeString(conf, "nameserver 127.0.0.2\nnameserver 127.0.0.3\n");
    return Rig.withResolver(
        new ResolverConfig(conf, first.port(), attemptMillis, totalMillis, maxQueries));
  }

  private static byte[] query(int id) {
    return new byte[] {
      (byte) (id >> 8), (byte) id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'x', 0, 0, 1, 0, 1
    };
  }

  private FakeUdpFlow.Datagram ask(int id) {
    flow.send(query(id), Rig.DNS, 53);
    await().until(() -> !flow.received.isEmpty());
    return flow.received.removeFirst();
  }

  private static byte[] withoutId(byte[] message) {
    return Arrays.copyOfRange(message, 2, message.length);
  }

  private static int code(FakeUdpFlow.Datagram answer) {
    return answer.payload()[3] & 0xf;
  }

  @Test
  void queryIsAnsweredFromTheAlias() {
    FakeUdpFlow.Datagram answer = ask(0x1234);
    assertEquals(Rig.DNS, answer.from());
    assertEquals(53, answer.fromPort());
    assertEquals("127.0.0.2", FakeNameServer.signature(answer.payload()));
    byte[] asked = first.queries.getFirst();
    assertArrayEquals(withoutId(query(0x1234)), withoutId(asked));
    assertArrayEquals(new byte[] {0x12, 0x34}, Arrays.copyOf(answer.payload(), 2));
    assertEquals(0, second.queries.size());
    assertEquals(0, rig.openSockets());
    assertEquals(1, rig.count(RelayCounter.DNS_QUERIES));
  }

  @Test
  void ipv6QueryIsAnsweredFromTheIpv6AliasByAnIpv4Server() {
    flow = rig.openUdp(Family.V6);
    flow.send(query(0x1234), Family.V6.dns(), 53);
    await().until(() -> flow.received.size() == 1);
    FakeUdpFlow.Datagram answer = flow.received.getFirst();
    assertEquals(Family.V6.dns(), answer.from());
    assertEquals(53, answer.fromPort());
    assertEquals("127.0.0.2", FakeNameServer.signature(answer.payload()));
  }

  @Test
  void queriesOfBothFamiliesAreAnsweredByAnIpv6Server() throws IOException {
    try (FakeNameServer server = new FakeNameServer("::1", first.port());
        Rig six = rig(200, 1_000, 16)) {
      Files.writeString(folder.resolve("resolv.conf"), "nameserver ::1\n");
      for (Family family : Family.values()) {
        FakeUdpFlow asking = six.openUdp(family);
        asking.send(query(7), family.dns(), 53);
        await().until(() -> asking.received.size() == 1);
        assertEquals(family.dns(), asking.received.getFirst().from());
        assertEquals("::1", FakeNameServer.signature(asking.received.getFirst().payload()));
      }
      assertEquals(2, server.queries.size());
    }
  }

  @Test
  void serverOfAFamilyThatTheHostHasNotIsPassedOverAtOnce() throws IOException {
    try (Rig patient = rig(20_000, 60_000, 16)) {
      // An address that has no route on any host.
      Files.writeString(folder.resolve("resolv.conf"), "nameserver ::2\nnameserver 127.0.0.3\n");
      flow = patient.openUdp();
      assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).payload()));
    }
  }

  @Test
  void everyQueryComesFromAnotherPort() {
    ask(1);
    ask(2);
    ask(3);
    assertTrue(first.ports.stream().distinct().count() >= 2, first.ports::toString);
  }

  @Test
  void silentServerIsPassedOverAndTheOtherAskedFirstFromThenOn() {
    first.mode = FakeNameServer.Mode.SILENT;
    assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).payload()));
    assertEquals("127.0.0.3", FakeNameServer.signature(ask(2).payload()));
    assertEquals(1, first.queries.size());
    assertEquals(2, second.queries.size());
  }

  @Test
  void deadServerIsPassedOverAtOnce() throws IOException {
    first.close();
    try (Rig patient = rig(20_000, 60_000, 16)) {
      flow = patient.openUdp();
      assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).payload()));
    }
  }

  @Test
  void serverThatFailsOrRefusesIsPassedOver() throws IOException {
    try (Rig patient = rig(20_000, 60_000, 16)) {
      flow = patient.openUdp();
      first.code = SERVFAIL;
      assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).payload()));
    }
    try (Rig patient = rig(20_000, 60_000, 16)) {
      flow = patient.openUdp();
      first.code = REFUSED;
      assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).payload()));
    }
  }

  @Test
  void noSuchNameIsAnAnswer() {
    first.code = NXDOMAIN;
    assertEquals(NXDOMAIN, code(ask(1)));
    assertEquals(0, second.queries.size());
  }

  @Test
  void lastBadAnswerIsHandedOnWhenAllAreBad() {
    first.code = SERVFAIL;
    second.code = REFUSED;
    FakeUdpFlow.Datagram answer = ask(1);
    assertEquals(REFUSED, code(answer));
    assertEquals("127.0.0.3", FakeNameServer.signature(answer.payload()));
    assertEquals(1, rig.count(RelayCounter.DNS_FAILURES));
    assertEquals(0, rig.openSockets());
  }

  @Test
  void lostQueryIsRepeated() {
    second.close();
    first.mode = FakeNameServer.Mode.SILENT_ONCE;
    assertEquals("127.0.0.2", FakeNameServer.signature(ask(1).payload()));
    assertEquals(2, first.queries.size());
  }

  @Test
  void slowAnswerIsTakenAfterTheNextServerWasAsked() {
    first.mode = FakeNameServer.Mode.SLOW; // 400 ms, the next is asked after 200
    second.mode = FakeNameServer.Mode.SILENT;
    assertEquals("127.0.0.2", FakeNameServer.signature(ask(1).payload()));
    assertEquals(1, second.queries.size());
  }

  @Test
  void queryThatNobodyAnswersFails() {
    first.mode = FakeNameServer.Mode.SILENT;
    second.mode = FakeNameServer.Mode.SILENT;
    FakeUdpFlow.Datagram answer = ask(0x4321);
    assertEquals(SERVFAIL, code(answer));
    byte[] expected = query(0x4321);
    expected[2] = (byte) 0x81;
    expected[3] = (byte) 0x82;
    assertArrayEquals(expected, answer.payload());
    assertEquals(2, first.queries.size());
    assertEquals(2, second.queries.size());
    assertEquals(0, rig.openSockets());
    assertEquals(0, rig.onLoop(() -> rig.buffers.small().inUse()));
  }

  @Test
  void answerWithAnotherIdIsIgnored() {
    first.mode = FakeNameServer.Mode.WRONG_ID;
    assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).payload()));
    assertTrue(rig.count(RelayCounter.DNS_MALFORMED) >= 1);
  }

  @Test
  void largeAnswersPassWhole() {
    first.padding = 60_000;
    assertEquals(60_000, ask(1).payload().length);
  }

  @Test
  void whatIsNoQueryIsDropped() {
    flow.send(new byte[0], Rig.DNS, 53);
    flow.send(new byte[11], Rig.DNS, 53);
    byte[] response = query(1);
    response[2] |= (byte) 0x80;
    flow.send(response, Rig.DNS, 53);
    assertEquals(0, rig.count(RelayCounter.DNS_QUERIES));
    assertEquals(0, rig.openSockets());
    ask(2);
    assertEquals(1, first.queries.size());
  }

  @Test
  void oldestQueryMakesRoom() throws IOException {
    first.mode = FakeNameServer.Mode.SILENT;
    second.mode = FakeNameServer.Mode.SILENT;
    try (Rig small = rig(10_000, 20_000, 4)) {
      flow = small.openUdp();
      for (int id = 0; id < 10; id++) {
        flow.send(query(id), Rig.DNS, 53);
      }
      assertEquals(4, small.openSockets());
      assertEquals(6, small.count(RelayCounter.DNS_EVICTED));
      assertEquals(6, flow.received.size(), "who makes room is told");
      flow.closed();
      assertEquals(0, small.openSockets());
      assertEquals(0, small.onLoop(() -> small.buffers.small().inUse()));
    }
  }

  @Test
  void changedResolvConfCounts() throws IOException {
    ask(1);
    Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.3\n");
    await().until(() -> "127.0.0.3".equals(FakeNameServer.signature(ask(2).payload())));
  }

  @Test
  void loopbackServersServeAlthoughTheHostsLoopbackIsOutOfReach() throws IOException {
    ResolverConfig resolver =
        new ResolverConfig(folder.resolve("resolv.conf"), first.port(), 200, 1_000, 16);
    try (Rig strict =
        new Rig(c ->
            new RelayConfig(
                c.network(),
                c.network6(),
                HostAccess.NO_LOOPBACK,
                true,
                null,
                null,
                resolver,
                c.limits()))) {
      flow = strict.openUdp();
      assertEquals("127.0.0.2", FakeNameServer.signature(ask(1).payload()));
    }
  }

  @Test
  void twoQueriesOfOnePortAreToldApartById() {
    flow.send(query(7), Rig.DNS, 53);
    flow.send(query(8), Rig.DNS, 53);
    await().until(() -> flow.received.size() == 2);
    assertNotEquals(flow.received.get(0).payload()[1], flow.received.get(1).payload()[1]);
    await().during(50, MILLISECONDS).until(() -> flow.received.size() == 2);
  }

  @Test
  void superDatagramOfQueriesIsTakenApart() {
    byte[] one = query(7);
    byte[] both = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(query(8), 0, both, one.length, one.length);
    flow.sendSegments(both, one.length, Rig.DNS, 53);
    await().until(() -> flow.received.size() == 2);
  }

  // RFC 5452, 9.2
  @Test
  void serversSeeRandomIdsAndTheContainerItsOwn() {
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      assertEquals(7, id(ask(7).payload()));
      ids.add(id(first.queries.getLast()));
    }
    assertTrue(ids.size() > 12, ids::toString);
  }

  @Test
  void sameQueryOfOnePortManyTimesIsAnsweredAsManyTimes() {
    first.mode = FakeNameServer.Mode.SLOW;
    for (int i = 0; i < 4; i++) {
      flow.send(query(7), Rig.DNS, 53);
    }
    await().until(() -> flow.received.size() == 4);
    for (FakeUdpFlow.Datagram answer : flow.received) {
      assertEquals(7, id(answer.payload()));
    }
  }

  // RFC 5452, 9.1; draft-vixie-dnsext-dns0x20
  @Test
  void answerToAnotherQuestionIsIgnored() {
    first.change =
        answer -> {
          answer[13] ^= 0x20; // the other case
          return answer;
        };
    assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).payload()));
    assertTrue(rig.count(RelayCounter.DNS_MALFORMED) >= 1);
  }

  @Test
  void shortOrStrangeAnswersAreIgnored() {
    first.change = answer -> Arrays.copyOf(answer, 11);
    assertEquals("127.0.0.3", FakeNameServer.signature(ask(1).payload()));
    second.change = answer -> Arrays.copyOf(answer, 14);
    assertEquals(SERVFAIL, code(ask(2)));
    assertEquals(0, rig.openSockets());
  }

  // RFC 6891, 7: what a server does not understand it says, and the client learns it
  @Test
  void ednsAndItsRefusalPassThrough() {
    byte[] asked = TestMessage.query(9, "a.example", 16).edns(4096, 0x8000, (byte) 0).bytes();
    first.code = 1;
    flow.send(asked, Rig.DNS, 53);
    await().until(() -> flow.received.size() == 1);
    assertArrayEquals(withoutId(asked), withoutId(first.queries.getFirst()));
    assertEquals(1, code(flow.received.getFirst()));
    assertEquals(0, second.queries.size());
  }

  @Test
  void truncatedAnswerPassesOnAndIsNotKept() {
    first.seconds = 60;
    first.change =
        answer -> {
          answer[2] |= 2;
          return answer;
        };
    assertEquals(2, ask(1).payload()[2] & 2);
    assertEquals(2, ask(2).payload()[2] & 2);
    assertEquals(2, first.queries.size());
  }

  @Test
  void whatCannotBeReadIsAnsweredAtOnceAndAsksNobody() {
    byte[] two = query(3);
    two[5] = 2;
    byte[] circle = query(4);
    circle[12] = (byte) 0xc0;
    circle[13] = 12;
    for (byte[] bad : List.of(two, circle, Arrays.copyOf(query(5), 14))) {
      flow.send(bad, Rig.DNS, 53);
      assertEquals(1, code(flow.received.removeFirst()));
    }
    assertEquals(0, first.queries.size());
    assertEquals(0, rig.openSockets());
  }

  @Test
  void sameQuestionIsAskedOnceWhileItsAnswerHolds() {
    first.seconds = 60;
    byte[] answer = ask(1).payload();
    byte[] again = ask(2).payload();
    assertEquals(2, id(again));
    assertArrayEquals(withoutId(answer), withoutId(again));
    assertTrue(FakeNameServer.seconds(again) <= 60);
    assertEquals(1, first.queries.size());
    assertEquals(1, rig.count(RelayCounter.DNS_CACHE_HITS));
    assertEquals(1, rig.count(RelayCounter.DNS_CACHE_MISSES));
  }

  @Test
  void changedResolvConfEndsWhatWasKept() throws IOException {
    first.seconds = 3_600;
    second.seconds = 3_600;
    ask(1);
    Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.3\n");
    await().until(() -> "127.0.0.3".equals(FakeNameServer.signature(ask(2).payload())));
  }

  @Test
  void failureIsNotKept() {
    first.seconds = 60;
    first.code = SERVFAIL;
    second.mode = FakeNameServer.Mode.SILENT;
    assertEquals(SERVFAIL, code(ask(1)));
    first.code = 0;
    assertEquals(0, code(ask(2)));
  }

  @Test
  void hostsNamesAreAnsweredHereAlthoughNobodyElseAnswers() throws IOException {
    first.mode = FakeNameServer.Mode.SILENT;
    second.mode = FakeNameServer.Mode.SILENT;
    for (HostAccess access : HostAccess.values()) {
      try (Rig strict = Rig.withAccess(access)) {
        flow = strict.openUdp();
        flow.send(TestMessage.query(5, "host.containers.internal", 1).bytes(), Rig.DNS, 53);
        byte[] answer = flow.received.getFirst().payload();
        byte[] end = Arrays.copyOfRange(answer, answer.length - 4, answer.length);
        assertArrayEquals(new byte[] {10, 0, 2, 2}, end);
        assertEquals(1, strict.count(RelayCounter.DNS_LOCAL_ANSWERS));
        assertEquals(0, strict.openSockets());
      }
    }
  }

  @Test
  void serversInDoubtAreAskedOneSoonAfterTheOther() throws IOException {
    int port = first.port();
    try (Rig patient = rig(20_000, 60_000, 16)) {
      flow = patient.openUdp();
      first.close();
      second.close();
      assertEquals(SERVFAIL, code(ask(1)), "at once: both are dead");
      first = new FakeNameServer("127.0.0.2", port);
      second = new FakeNameServer("127.0.0.3", port);
      first.mode = FakeNameServer.Mode.SILENT;
      assertEquals("127.0.0.3", FakeNameServer.signature(ask(2).payload()));
    }
  }

  @Test
  void descriptorsOfAFloodAreBounded() throws IOException {
    int most = 0;
    first.mode = FakeNameServer.Mode.SILENT;
    second.mode = FakeNameServer.Mode.SILENT;
    try (FakeNameServer third = new FakeNameServer("127.0.0.4", first.port());
        FakeNameServer fourth = new FakeNameServer("127.0.0.5", first.port());
        Rig flooded = rig(1, 20_000, 256)) {
      third.mode = FakeNameServer.Mode.SILENT;
      fourth.mode = FakeNameServer.Mode.SILENT;
      Files.writeString(
          folder.resolve("resolv.conf"),
          """
          nameserver 127.0.0.2
          nameserver 127.0.0.3
          nameserver 127.0.0.4
          nameserver 127.0.0.5
          """);
      flow = flooded.openUdp();
      for (int id = 0; id < 1_000; id++) {
        flow.send(query(id), Rig.DNS, 53);
        most = Math.max(most, flooded.openSockets());
      }
      await().until(() -> fourth.queries.size() > 100);
      most = Math.max(most, flooded.openSockets());
      assertTrue(most > 300 && most <= 520, "sockets: " + most);
      assertEquals(0, flooded.count(RelayCounter.SOCKETS_REFUSED));
      flow.closed();
      assertEquals(0, flooded.openSockets());
    }
  }

  @Test
  void memoryOfLongQueriesIsBounded() throws IOException {
    first.mode = FakeNameServer.Mode.SILENT;
    second.mode = FakeNameServer.Mode.SILENT;
    try (Rig flooded = rig(10_000, 20_000, 256)) {
      flow = flooded.openUdp();
      byte[] longQuery = TestMessage.query(1, "a", 1).record(3, 250, 0, new byte[60_000]).bytes();
      for (int i = 0; i < 100; i++) {
        flow.send(longQuery, Rig.DNS, 53);
      }
      int queries = (1 << 20) / longQuery.length;
      assertEquals(queries, flooded.openSockets());
      assertEquals(100 - queries, flooded.count(RelayCounter.DNS_EVICTED));
    }
  }

  private static int id(byte[] message) {
    return (message[0] & 0xff) << 8 | (message[1] & 0xff);
  }
}
