package org.slirp4j.runtime.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slirp4j.runtime.testing.DaemonProcess;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;

/** The verbs of the image with a daemon, real containers and other programs' clients. */
@Tag("kernel")
@Timeout(120)
final class ClientIT {
  private DaemonProcess daemon = DaemonProcess.start();
  private Namespace container = Namespace.make();

  @BeforeEach
  void attach() {
    assertEquals(
        "attached web: 10.0.2.100, DNS 10.0.2.3\n",
        Image.slirp4j("attach", "--name", "web", container.pid()).outIfOk());
  }

  @AfterEach
  void end() {
    container.close();
    daemon.close();
  }

  private String socket(String name) {
    return daemon.front().resolveSibling(name).toString();
  }

  private static JsonArray rules() {
    return JsonParser.parseString(Image.slirp4j("ports", "--json").outIfOk()).getAsJsonArray();
  }

  private String curl(String socket, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of("curl", "-sS", "-w", "%{http_code}", "--unix-socket", socket(socket)));
    command.addAll(List.of(words));
    return Outcome.of(command).outIfOk();
  }

  @Test
  void aContainerIsListedExposedAndDetached() throws Exception {
    assertEquals(List.of("lo", "tap0"), container.interfaces());
    assertTrue(Image.slirp4j("ps").outIfOk().contains("web   attached"));
    int port = FreePorts.next();
    String rule = "127.0.0.1:" + port + ":80";
    String said = Image.slirp4j("expose", "web", rule).outIfOk();
    assertTrue(said.endsWith(": " + rule + "/tcp\n"), said);
    Process server = container.start("busybox", "httpd", "-f", "-p", "80", "-h", "/etc");
    try {
      await()
          .atMost(10, TimeUnit.SECONDS)
          .until(() ->
              Outcome.of("curl", "-sf", "http://127.0.0.1:" + port + "/passwd").status() == 0);
      JsonObject told = rules().get(0).getAsJsonObject();
      assertTrue(told.get("connections").getAsLong() >= 1);
      assertTrue(told.get("bytesOut").getAsLong() > 100);
      assertTrue(Image.slirp4j("inspect", "web").outIfOk().contains(rule));
      Outcome twice = Image.slirp4j("expose", "web", rule);
      assertEquals(1, twice.status());
      assertTrue(twice.err().startsWith("slirp4j: tcp 127.0.0.1:" + port), twice.err());
      Image.slirp4j("unexpose", rule).outIfOk();
      assertEquals(0, rules().size());
      assertEquals(7, Outcome.of("curl", "-s", "http://127.0.0.1:" + port + "/passwd").status());
    } finally {
      server.destroyForcibly();
    }
    Image.slirp4j("detach", "--forget", "web").outIfOk();
    assertEquals(List.of("lo"), container.interfaces());
    assertEquals(
        new Outcome(1, "", "slirp4j: there is no container \"web\"\n"),
        Image.slirp4j("detach", "web"));
  }

  @Test
  void eventsAreToldAsTheyHappen() throws Exception {
    Process events = new ProcessBuilder(eventsCommand()).start();
    try (BufferedReader lines = events.inputReader()) {
      await()
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> {
            Image.slirp4j("expose", "web", "127.0.0.1:0:80").outIfOk();
            return lines.ready();
          });
      String line = lines.readLine();
      assertTrue(line.matches("\\S+Z  rule\\.added  web  .*"), line);
    } finally {
      events.destroyForcibly().waitFor();
    }
  }

  private List<String> eventsCommand() {
    String folder = daemon.front().resolve("../..").normalize().toString();
    return List.of("env", "XDG_RUNTIME_DIR=" + folder, Image.program("slirp4j"), "events", "web");
  }

  /** A client in a mount and user namespace of its own names a path that only it sees. */
  @Test
  void whatAClientNamesIsFoundInItsOwnNamespaces() {
    Outcome outcome =
        Outcome.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "--net",
            "sh",
            "-c",
            "mount -t tmpfs t /mnt && touch /mnt/ns && mount --bind /proc/self/ns/net /mnt/ns"
                + " && cd /mnt && "
                + Image.program("slirp4j")
                + " attach --name hidden ns && ip -o link show tap0");
    assertTrue(outcome.outIfOk().contains("attached hidden"), outcome.out());
    assertTrue(outcome.out().contains(": tap0: "), outcome.out());
    outcome =
        Outcome.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--pid",
            "--net",
            "--fork",
            "--mount-proc",
            "sh",
            "-c",
            Image.program("slirp4j") + " attach --name inner 1 && ip -o link show tap0");
    assertTrue(outcome.outIfOk().contains("attached inner"), outcome.out());
    assertTrue(outcome.out().contains(": tap0: "), outcome.out());
  }

  @Test
  void rootlessctlDrivesIt() throws Exception {
    rootlessctlDrivesIt("rootlessctl");
  }

  /** Version 2, where .ci/run has fetched it. */
  @Test
  void theNextRootlessctlDrivesIt() throws Exception {
    String program = System.getenv("SLIRP4J_TEST_ROOTLESSCTL2");
    assumeTrue(program != null, "SLIRP4J_TEST_ROOTLESSCTL2 names no rootlessctl of RootlessKit 2");
    assertTrue(Outcome.of(program, "--version").outIfOk().contains(" 2."));
    rootlessctlDrivesIt(program);
  }

  private void rootlessctlDrivesIt(String program) throws Exception {
    String socket = socket("containers/web.sock");
    int port = FreePorts.next();
    String id = rootlessctl(program, socket, "add-ports", "127.0.0.1:" + port + ":80/tcp").strip();
    assertEquals(id, rules().get(0).getAsJsonObject().get("id").getAsString());
    assertEquals("rootlesskit", rules().get(0).getAsJsonObject().get("source").getAsString());
    String list = rootlessctl(program, socket, "list-ports");
    assertTrue(list.matches("(?s)ID .*\n" + id + " +tcp +127.0.0.1 +" + port + " +80 +\n"), list);
    JsonObject told =
        JsonParser.parseString(rootlessctl(program, socket, "list-ports", "--json"))
            .getAsJsonObject();
    assertEquals(port, told.getAsJsonObject("spec").get("parentPort").getAsInt());
    assertTrue(
        rootlessctl(program, socket, "info").contains("- Child PID: " + container.pid() + "\n"));
    assertTrue(rootlessctl(program, socket("api.sock"), "info", "--json").contains("\"slirp4j\""));
    Outcome taken =
        Outcome.of(program, "--socket", socket, "add-ports", "127.0.0.1:" + port + ":81/tcp");
    assertEquals(1, taken.status());
    assertTrue(taken.err().contains("EADDRINUSE"), taken.err());
    assertEquals(id + "\n", rootlessctl(program, socket, "remove-ports", id));
    assertEquals(0, rules().size());
  }

  private static String rootlessctl(String program, String socket, String... words) {
    List<String> command = new ArrayList<>(List.of(program, "--socket", socket));
    command.addAll(List.of(words));
    return Outcome.of(command).outIfOk();
  }

  @Test
  void aClientOfGvproxyDrivesIt() throws Exception {
    String base = "http://unix/services/forwarder/";
    int port = FreePorts.next();
    String exposed =
        "{\"local\":\"127.0.0.1:" + port + "\",\"remote\":\"10.0.2.100:80\",\"protocol\":\"tcp\"}";
    String json = "Content-Type: application/json";
    String socket = "containers/web.sock";
    assertEquals("200", curl(socket, "-H", json, "-d", exposed, base + "expose"));
    assertEquals("[" + exposed + "]\n200", curl(socket, base + "all"));
    String again = curl(socket, "-H", json, "-d", exposed, base + "expose");
    assertTrue(again.endsWith("\n409") && again.contains("EADDRINUSE"), again);
    String local = "{\"local\":\"127.0.0.1:" + port + "\",\"protocol\":\"tcp\"}";
    assertEquals("200", curl(socket, "-H", json, "-d", local, base + "unexpose"));
    assertEquals("[]\n200", curl(socket, base + "all"));
    String zone =
        "{\"Name\":\"apps.internal.\",\"Records\":[{\"Name\":\"web\",\"IP\":\"10.0.2.100\"}],"
            + "\"DefaultIP\":null}";
    assertEquals("200", curl(socket, "-H", json, "-d", zone, "http://unix/services/dns/add"));
    assertEquals("[" + zone + "]\n200", curl(socket, "http://unix/services/dns/all"));
    assertEquals(
        "10.0.2.100",
        container.inside("dig", "+short", "@10.0.2.3", "WEB.apps.internal").outIfOk().strip());
    String nobody = container.inside("dig", "@10.0.2.3", "x.apps.internal").outIfOk();
    assertTrue(nobody.contains("NXDOMAIN"), nobody);
    String link =
        container
            .inside("ip", "-o", "link", "show", "tap0")
            .outIfOk()
            .replaceFirst("(?s).* link/ether (\\S+) .*", "$1");
    String leases = curl(socket, "http://unix/services/dhcp/leases");
    assertEquals("{\"10.0.2.100\":\"" + link + "\"}\n200", leases);
    assertTrue(curl(socket, "http://unix/cam").matches("\\{\"" + link + "\":[0-9]+}\n200"));
    assertTrue(curl(socket, "http://unix/stats").matches("(?s)\\{\"BytesSent\":.*\\}\n200"));
  }

  @Test
  void noContainerReachesAnApiSocket() throws Exception {
    String version = "http://x/api/v1/version";
    for (String name : List.of("api.sock", "containers/web.sock")) {
      for (List<String> from :
          List.of(List.<String>of(), List.of("unshare", "-n"), List.of("unshare", "-Urn"))) {
        List<String> command = new ArrayList<>(from);
        command.addAll(List.of("curl", "-s", "-m", "10", "--unix-socket", socket(name), version));
        Outcome inside = container.inside(command.toArray(String[]::new));
        assertEquals("", inside.out());
        assertTrue(List.of(7, 52, 55, 56).contains(inside.status()), inside::toString);
      }
      assertTrue(curl(name, version).endsWith("200"));
    }
    Image.slirp4j("expose", "--reverse", "web", "8090:unix:" + socket("api.sock")).outIfOk();
    Outcome forwarded =
        container.inside("curl", "-s", "-m", "10", version.replace("x", "127.0.0.1:8090"));
    assertEquals("", forwarded.out());
    assertTrue(List.of(52, 55, 56).contains(forwarded.status()), forwarded::toString);
    Outcome verb = Outcome.of("unshare", "-Ur", Image.program("slirp4j"), "ps");
    assertTrue(verb.outIfOk().contains("web"), "a user namespace alone is no container");
  }

  @Test
  void theSocketsGoWithTheirContainersAndTheDaemon() throws Exception {
    assertEquals("404", curl("containers/web.sock", "-o", "/dev/null", "http://x/api/v1/rules"));
    Image.slirp4j("detach", "web").outIfOk();
    assertEquals(
        7,
        Outcome.of("curl", "--unix-socket", socket("containers/web.sock"), "http://x/").status());
    daemon.end("TERM");
    Outcome ps = Image.slirp4j("ps");
    assertEquals(1, ps.status());
    assertTrue(
        ps.err().startsWith("slirp4j: no daemon is running: start slirp4j daemon"), ps.err());
  }
}
