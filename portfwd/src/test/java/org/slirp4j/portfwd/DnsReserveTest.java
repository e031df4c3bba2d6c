package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.config.RelayConfig;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.config.SocketBudget;
import org.slirp4j.portfwd.dns.TestMessage;
import org.slirp4j.portfwd.report.RelayCounter;

/** DNS queries while flows have all sockets but the reserve. */
@Timeout(30)
final class DnsReserveTest {
  private static final int SERVFAIL = 2;
  private static final int PATIENCE_MILLIS = 20_000;

  @TempDir private Path folder;
  private FakeNameServer first;
  private FakeNameServer second;

  @BeforeEach
  void open() throws IOException {
    first = new FakeNameServer("127.0.0.2", 0);
    second = new FakeNameServer("127.0.0.3", first.port());
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private Rig rig(HostLimits limits) throws IOException {
    Path conf = folder.resolve("resolv.conf");
    Files.writeString(conf, "nameserver 127.0.0.2\nnameserver 127.0.0.3\n");
    ResolverConfig resolver =
        new ResolverConfig(conf, first.port(), PATIENCE_MILLIS, PATIENCE_MILLIS, 256);
    return new Rig(c ->
        new RelayConfig(
            c.network(), c.network6(), c.hostAccess(), c.dnsAlias(), null, null, resolver, limits));
  }

  private static void ask(FakeUdpFlow flow, int id) {
    flow.send(TestMessage.query(id, "n" + id, 1).bytes(), Rig.DNS, 53);
  }

  private static byte[] answer(FakeUdpFlow flow) {
    await().until(() -> !flow.received.isEmpty());
    return flow.received.removeFirst().payload();
  }

  @Test
  void theOldestQueryMakesRoomWhereAllOfTheReserveIsTaken() throws IOException {
    first.mode = FakeNameServer.Mode.SILENT;
    try (Rig rig = rig(new HostLimits(0))) {
      FakeUdpFlow flow = rig.openUdp();
      int beyond = 8;
      for (int id = 0; id < HostLimits.RESERVE + beyond; id++) {
        ask(flow, id);
      }
      assertEquals(HostLimits.RESERVE, rig.openSockets());
      assertEquals(beyond, rig.count(RelayCounter.DNS_EVICTED));
      assertEquals(0, rig.count(RelayCounter.SOCKETS_REFUSED));
      for (int id = 0; id < beyond; id++) {
        byte[] told = answer(flow);
        assertEquals(id, told[1]);
        assertEquals(SERVFAIL, told[3] & 0xf);
      }
      first.mode = FakeNameServer.Mode.PROMPT;
      ask(flow, 100);
      answer(flow); // of the query that makes room
      assertEquals("127.0.0.2", FakeNameServer.signature(answer(flow)));
    }
  }

  @Test
  void wantOfSocketsCastsNoDoubtOnServers() throws IOException {
    SocketBudget budget = new SocketBudget(4, "");
    budget.join(); // of which others take the rest
    for (int open = 2; open <= 4; open++) {
      budget.taken(open);
    }
    try (Rig rig = rig(new HostLimits(100, budget, ""))) {
      FakeUdpFlow flow = rig.openUdp();
      flow.send(Rig.bytes("x"), Rig.GATEWAY, second.port()); // what it is sure of
      assertEquals(1, rig.openSockets());
      ask(flow, 1);
      assertEquals(SERVFAIL, answer(flow)[3] & 0xf);
      assertEquals(0, first.queries.size());
      budget.returned(4);
      budget.returned(3);
      first.mode = FakeNameServer.Mode.SLOW; // where it is in doubt, the second is asked meanwhile
      ask(flow, 2);
      assertEquals("127.0.0.2", FakeNameServer.signature(answer(flow)));
    }
  }
}
