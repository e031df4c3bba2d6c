package org.slirp4j.runtime.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Cidr6;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.daemon.Daemon;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.tapdev.NamespaceTarget;

/** Containers in real namespaces reach each other by the networks that they have in common. */
@Tag("kernel")
class NetworksTest {
  /** Echoes a line, and tells whom it came from. */
  private static final String SERVER =
      """
      import socket, sys
      family = socket.AF_INET6 if sys.argv[2] == "6" else socket.AF_INET
      server = socket.socket(family, socket.SOCK_STREAM)
      server.bind((sys.argv[3], int(sys.argv[1])))
      server.listen()
      print("ready", flush=True)
      while True:
          client, address = server.accept()
          total = 0
          while True:
              data = client.recv(1 << 16)
              total += len(data)
              if not data: break
          client.sendall(f"{total} from {address[0]}".encode())
          client.close()
      """;

  private static final String CLIENT =
      """
      import socket, sys
      peer = socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)
      peer.sendall(b"x" * int(sys.argv[3]))
      peer.shutdown(socket.SHUT_WR)
      print(peer.recv(1000).decode())
      """;

  private static final String REFUSED =
      """
      import socket, sys
      s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
      s.settimeout(3)
      s.connect((sys.argv[1], 9))
      s.send(b"x")
      try:
          s.recv(10)
      except ConnectionRefusedError:
          print("refused")
      """;

  private final Daemon daemon = new Daemon(new DaemonLog(true));
  private final Namespace a = Namespace.make();
  private final Namespace b = Namespace.make();

  @AfterEach
  void end() {
    daemon.close();
    a.close();
    b.close();
  }

  private void attach(String name, Namespace container, int mtu, String... networks)
      throws ControlException {
    daemon.attach(
        new AttachRequest(
            name,
            new NamespaceTarget.OfPid(Integer.parseInt(container.pid()), null),
            "tap0",
            true,
            null,
            new NetworkOptions(mtu, Cidr.DEFAULT, Cidr6.DEFAULT, true, true, 0, null),
            new Settings(false, null, List.of(networks)),
            "test",
            true));
    container.inside("ip", "link", "set", "lo", "up").outIfOk();
  }

  private static Process serve(Namespace container, String port, String family, String address)
      throws IOException {
    Process server = container.start("python3", "-c", SERVER, port, family, address);
    BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
    assertEquals("ready", out.readLine());
    return server;
  }

  private static String lookUp(Namespace container, String... words) {
    List<String> command = new ArrayList<>(List.of("dig", "+short", "+tries=2"));
    command.add("@10.0.2.3");
    command.addAll(List.of(words));
    return container.inside(command.toArray(String[]::new)).outIfOk().strip();
  }

  @ParameterizedTest
  @ValueSource(ints = {1500, 65_520})
  void membersReachEachOtherByNameWithTheirOwnAddresses(int mtu) throws Exception {
    attach("web", a, mtu, "shop");
    attach("db", b, 1500, "shop");
    String web = lookUp(b, "web", "A");
    String db = lookUp(a, "DB", "A");
    assertNotEquals(web, db);
    assertEquals("web.", lookUp(b, "-x", web));
    assertEquals(db, lookUp(a, "db.shop", "A"));
    Process server = serve(b, "5432", "4", "0.0.0.0");
    try {
      String answer = a.inside("python3", "-c", CLIENT, db, "5432", "3000000").outIfOk();
      assertEquals("3000000 from " + web, answer.strip());
    } finally {
      server.destroyForcibly();
    }
    a.inside("ping", "-c", "2", "-i", "0.2", "-W", "2", "-s", "3000", db).outIfOk();
    assertEquals("refused", a.inside("python3", "-c", REFUSED, db).outIfOk().strip());
    assertEquals(web, lookUp(a, "web", "A"), "a container knows itself, too");
    a.inside("ping", "-c", "1", "-W", "2", web).outIfOk();
  }

  @Test
  void membersReachEachOtherByIpv6() throws Exception {
    attach("web", a, 65_520, "shop");
    attach("db", b, 1500, "shop");
    for (Namespace each : List.of(a, b)) {
      // Their addresses come by router advertisements.
      each.insideShell(
              "for i in $(seq 100); do ip -6 addr show dev tap0 scope global -tentative"
                  + " | grep -q inet6 && exit 0; sleep 0.1; done; exit 1")
          .outIfOk();
    }
    String web = lookUp(b, "web", "AAAA");
    String db = lookUp(a, "db", "AAAA");
    assertTrue(db.startsWith("fd73:6c69:7270:"), db);
    assertEquals("db.", lookUp(a, "-x", db));
    Process server = serve(b, "5432", "6", "::");
    try {
      String answer = a.inside("python3", "-c", CLIENT, db, "5432", "3000000").outIfOk();
      assertEquals("3000000 from " + web, answer.strip());
    } finally {
      server.destroyForcibly();
    }
    a.inside("ping", "-6", "-c", "2", "-i", "0.2", "-W", "2", "-s", "3000", db).outIfOk();
    assertEquals("refused", a.inside("python3", "-c", REFUSED, db).outIfOk().strip());
  }

  @Test
  void networksAreIsolatedFromEachOther() throws Exception {
    attach("web", a, 1500, "shop");
    attach("db", b, 1500, "bank");
    assertEquals("", lookUp(a, "db.bank", "A"));
    Process server = serve(b, "5432", "4", "0.0.0.0");
    try {
      for (String guess : List.of("10.213.0.1", "10.213.1.1", "10.213.0.2", "10.213.1.2")) {
        Outcome outcome = a.inside("python3", "-c", CLIENT, guess, "5432", "1");
        assertNotEquals(0, outcome.status(), guess + ": " + outcome.out());
      }
    } finally {
      server.destroyForcibly();
    }
    Outcome nobody = a.inside("ping", "-c", "1", "-W", "2", "10.213.0.77");
    assertTrue(nobody.out().contains("Unreachable"), nobody.out());
  }

  @Test
  void nobodyIsThereAfterDetaching() throws Exception {
    attach("web", a, 1500, "shop", "bank");
    attach("db", b, 1500, "shop");
    String db = lookUp(a, "db", "A");
    a.inside("ping", "-c", "1", "-W", "2", db).outIfOk();
    daemon.detach("db", true);
    assertEquals("", lookUp(a, "db", "A"));
    assertNotEquals(0, a.inside("ping", "-c", "1", "-W", "1", db).status());
    attach("db", b, 1500, "shop");
    assertEquals(db, lookUp(a, "db", "A"), "who comes back gets the same address");
    a.inside("ping", "-c", "1", "-W", "2", db).outIfOk();
  }

  @Test
  void addressOfSomebodyElseIsOfNoUse() throws Exception {
    attach("web", a, 1500, "shop");
    attach("db", b, 1500, "shop");
    String db = lookUp(a, "db", "A");
    a.inside("ip", "addr", "add", "10.213.0.9/32", "dev", "tap0").outIfOk();
    assertNotEquals(
        0, a.inside("ping", "-c", "1", "-W", "1", "-I", "10.213.0.9", db).status(), "dropped");
    a.inside("ping", "-c", "1", "-W", "2", db).outIfOk();
  }
}
