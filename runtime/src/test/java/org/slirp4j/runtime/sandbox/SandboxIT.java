package org.slirp4j.runtime.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Api;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.HostServer;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.RootlessRoot;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** slirp4netns with {@code --enable-sandbox} and {@code --enable-seccomp}, seen from outside. */
@Tag("kernel")
final class SandboxIT {
  private static final int MEBIBYTES_8 = 8 << 20;
  private static final int SIGTERM_STATUS = 128 + 15;

  /** The fields of proc_pid_status(5) that tell what a thread has given up, and how they are. */
  private static final List<String> SANDBOX =
      List.of(
          "CapInh:\t0000000000000000",
          "CapPrm:\t0000000000000400",
          "CapEff:\t0000000000000400",
          "CapBnd:\t0000000000000400",
          "CapAmb:\t0000000000000000",
          "NoNewPrivs:\t1");

  private static final String LIST = "{\"execute\":\"list_hostfwd\"}";

  private static final String FILTER = "Seccomp:\t2";

  private static void assertEveryThreadHas(long pid, List<String> lines) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        List<String> status = Files.readAllLines(thread.resolve("status"));
        for (String line : lines) {
          assertTrue(status.contains(line), thread + ": " + line + " is not in " + status);
        }
      }
    }
  }

  private static void assertEveryThreadIsInOneOtherMountNamespace(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      List<String> namespaces =
          threads.map(thread -> link(thread.resolve("ns/mnt"))).distinct().toList();
      assertEquals(1, namespaces.size());
      assertNotEquals(link(Path.of("/proc/self/ns/mnt")), namespaces.getFirst());
    }
  }

  private static String link(Path path) {
    return Outcome.of("readlink", path.toString()).outIfOk().strip();
  }

  private static List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertConfined(Slirp4netnsProcess helper) throws IOException {
    assertEveryThreadHas(helper.pid(), SANDBOX);
    assertEveryThreadHas(helper.pid(), List.of(FILTER));
    assertEveryThreadIsInOneOtherMountNamespace(helper.pid());
    String root = "/proc/" + helper.pid() + "/root";
    assertEquals(List.of("etc", "run"), names(root));
    String mounts = Files.readString(Path.of("/proc/" + helper.pid() + "/mountinfo"));
    for (String mount : mounts.lines().toList()) {
      assertTrue(mount.split(" ", -1)[5].startsWith("ro,nosuid,nodev,noexec"), mount);
    }
    Outcome write = Outcome.of("touch", root + "/etc/slirp4j-it", root + "/run/slirp4j-it");
    assertNotEquals(0, write.status());
  }

  private static void assertConnected(Namespace namespace) {
    try (HostServer server = new HostServer()) {
      namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
      String url = "http://10.0.2.2:" + server.port() + "/" + MEBIBYTES_8;
      String hash = HostServer.hash(MEBIBYTES_8);
      String down = namespace.insideShell("curl -sS -m 20 " + url + " | sha256sum").outIfOk();
      assertEquals(hash, down.substring(0, hash.length()));
      String dig = "dig +time=15 +tries=1 @10.0.2.3 localhost A";
      assertTrue(namespace.insideShell(dig).outIfOk().contains("->>HEADER<<-"));
    }
  }

  private static Slirp4netnsProcess ready(Namespace namespace, String... options) {
    String[] words =
        Stream.concat(Stream.of(options), Stream.of("-c", namespace.pid(), "tap0"))
            .toArray(String[]::new);
    return Slirp4netnsProcess.ready(words);
  }

  @Test
  void ordinaryUserIsConfinedAndConnected() throws IOException {
    try (Namespace namespace = Namespace.make();
        Slirp4netnsProcess helper = ready(namespace, "--enable-sandbox", "--enable-seccomp")) {
      assertConfined(helper);
      assertConnected(namespace);
      assertConfined(helper); // the threads that traffic has brought, too
      helper.hangUp();
      assertEquals(0, helper.awaitEnd());
      assertEquals(List.of("lo"), namespace.interfaces());
    }
  }

  /** As podman's helpers are: root of a user namespace that also owns the network namespace. */
  @Test
  void rootOfAUserNamespaceIsConfinedAndConnected() throws IOException {
    try (RootlessRoot podman = RootlessRoot.make();
        Namespace namespace = podman.namespace();
        Slirp4netnsProcess helper =
            Slirp4netnsProcess.readyBy(
                podman.entering(),
                "--enable-sandbox",
                "--enable-seccomp",
                "--mtu=65520",
                "-c",
                "--netns-type=path",
                namespace.path(),
                "tap0")) {
      assertConfined(helper);
      assertConnected(namespace);
      helper.signal("TERM");
      assertEquals(SIGTERM_STATUS, helper.awaitEnd());
    }
  }

  @Test
  void filterAloneLeavesTheFileSystem() throws IOException {
    try (Namespace namespace = Namespace.make();
        Slirp4netnsProcess helper = ready(namespace, "--enable-seccomp")) {
      assertEveryThreadHas(helper.pid(), List.of(FILTER, "NoNewPrivs:\t1"));
      assertTrue(names("/proc/" + helper.pid() + "/root").contains("proc"));
      assertConnected(namespace);
      Outcome.of("kill", "-KILL", namespace.pid()).outIfOk();
      assertEquals(0, helper.awaitEnd());
    }
  }

  @Test
  void countersArePrintedFromInside() {
    try (Namespace namespace = Namespace.make();
        Slirp4netnsProcess helper = ready(namespace, "--enable-sandbox", "--enable-seccomp")) {
      await()
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> {
            namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
            helper.signal("USR1");
            return helper.log().contains("slirp4j.packets{direction=from_container} ");
          });
      assertTrue(helper.isAlive());
    }
  }

  /** Bound by the first beginning, served by the second. */
  @Test
  void answersApiClientsFromInside(@TempDir Path directory) {
    Path path = directory.resolve("api");
    try (Namespace namespace = Namespace.make();
        Slirp4netnsProcess helper =
            ready(namespace, "--enable-sandbox", "--enable-seccomp", "--api-socket=" + path)) {
      assertTrue(helper.isAlive());
      String reply = new Api(path).ask(LIST);
      assertTrue(reply.contains("\"entries\":[]"), reply);
    }
  }

  /** By sockets of the first beginning, which the second cannot make. */
  @ParameterizedTest
  @ValueSource(
      strings = {"--enable-seccomp", "--enable-sandbox", "--enable-sandbox --enable-seccomp"})
  void forwardsAreSplicedFromInside(String options, @TempDir Path directory) throws IOException {
    Path path = directory.resolve("api");
    List<String> words = new ArrayList<>(List.of(options.split(" ", -1)));
    words.add("--api-socket=" + path);
    try (Namespace namespace = Namespace.make();
        Slirp4netnsProcess helper = ready(namespace, words.toArray(String[]::new))) {
      int port = FreePorts.next();
      new Api(path).ask(Api.forward("tcp", port, 80));
      Process server =
          namespace.start(
              "socat", "TCP-LISTEN:80,fork,reuseaddr", "SYSTEM:echo $SOCAT_PEERADDR; cat");
      await()
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> namespace.inside("ss", "-tln").outIfOk().contains(":80 "));
      byte[] sent = new byte[5_000_000];
      for (int i = 0; i < 300; i++) {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
          client.getOutputStream().write(sent, 0, i == 0 ? sent.length : 1);
          client.shutdownOutput();
          String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
          assertEquals("10.0.2.100\n", answer.substring(0, 11));
          assertEquals(11 + (i == 0 ? sent.length : 1), answer.length());
        }
      }
      assertTrue(helper.isAlive());
      server.destroy();
    }
  }

  /**
   * What the first beginning opens for the second would get the very number that the caller has
   * named without opening it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"slirp4j.userns.tap", "slirp4j.userns.api"})
  void descriptorsThatNobodyOpenedAreNotTakenForOurOwn(String kept, @TempDir Path directory)
      throws IOException {
    String api = "--api-socket=" + directory.resolve("api");
    try (Namespace namespace = Namespace.make()) {
      String[] words = {"--enable-sandbox", api, "-c", namespace.pid(), "tap0"};
      String number;
      try (Slirp4netnsProcess usual = Slirp4netnsProcess.ready(words)) {
        number = property(usual.pid(), kept);
        usual.hangUp();
        assertEquals(0, usual.awaitEnd());
      }
      assumeTrue(number != null, "root of the machine begins only once");
      try (Slirp4netnsProcess helper =
          Slirp4netnsProcess.started(with(words, "-r", "3", "-e", number))) {
        helper.awaitReady();
        assertEquals(0, helper.awaitEnd(), "as if it had hung up"); // not the kept one's hang-up
      }
      Files.deleteIfExists(directory.resolve("api")); // which cannot be seen from inside
      try (Slirp4netnsProcess helper =
          Slirp4netnsProcess.started(with(words, "-r", number, "-e", "4"))) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> helper.log().contains("Starting slirp"));
        String warning = "WARNING: ready-fd " + number + " is not open";
        assertTrue(helper.log().contains(warning), helper.log());
        assertConnected(namespace);
        assertTrue(new Api(directory.resolve("api")).ask(LIST).contains("\"entries\":[]"));
      }
    }
  }

  private static String[] with(String[] words, String... options) {
    return Stream.concat(Stream.of(options), Stream.of(words)).toArray(String[]::new);
  }

  /** Returns the value of a property in a program's words, or null. */
  private static @Nullable String property(long pid, String name) throws IOException {
    String words = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    return Stream.of(words.split("\0", -1))
        .filter(word -> word.startsWith("-D" + name + "="))
        .map(word -> word.substring(word.indexOf('=') + 1))
        .findFirst()
        .orElse(null);
  }

  @Test
  void endsWithTheContainer() {
    try (Namespace namespace = Namespace.make();
        Slirp4netnsProcess helper =
            Slirp4netnsProcess.started(
                "--enable-sandbox", "-c", "-r", "3", namespace.pid(), "tap0")) {
      helper.awaitReady();
      Outcome.of("kill", "-KILL", namespace.pid()).outIfOk();
      assertEquals(0, helper.awaitEnd());
    }
  }

  /** RootlessKit makes the TAP itself, and asks for its helper's death with its own. */
  @Test
  void diesWithItsParentThoughItBeganTwice() {
    try (Namespace namespace = Namespace.make();
        Slirp4netnsProcess helper =
            Slirp4netnsProcess.startedBy(
                List.of("sh", "-c", "setpriv --pdeathsig KILL \"$@\" & exec 3>&- 4<&-; wait", "sh"),
                "--enable-sandbox",
                "-c",
                "-r",
                "3",
                namespace.pid(),
                "tap0")) {
      helper.awaitReady();
      assertTrue(namespace.interfaces().contains("tap0"));
      helper.signal("KILL"); // the shell
      await().atMost(10, TimeUnit.SECONDS).until(() -> !namespace.interfaces().contains("tap0"));
    }
  }

  @Test
  void replacedResolvConfIsSeen() throws IOException {
    try (RootlessRoot host = RootlessRoot.make();
        Namespace namespace = host.namespace()) {
      host.shell("mount -t tmpfs etc /etc && echo nameserver 127.0.0.8 > /etc/resolv.conf");
      try (Slirp4netnsProcess helper = sandboxed(host, namespace)) {
        Path seen = Path.of("/proc/" + helper.pid() + "/root/etc/resolv.conf");
        assertEquals("nameserver 127.0.0.8\n", Files.readString(seen));
        host.shell("echo nameserver 127.0.0.9 > /etc/new && mv /etc/new /etc/resolv.conf");
        assertEquals("nameserver 127.0.0.9\n", Files.readString(seen));
      }
    }
  }

  @Test
  void nothingOfRunIsSeenButTheNameServicesFolder() throws IOException {
    try (RootlessRoot host = RootlessRoot.make();
        Namespace namespace = host.namespace()) {
      host.shell(
          "mount -t tmpfs etc /etc && mount -t tmpfs run /run && mkdir -p /run/dns/a /run/secret &&"
              + " echo nameserver 127.0.0.8 > /run/dns/a/stub && ln -s ../run/dns/a/stub"
              + " /etc/resolv.conf && touch /etc/other");
      try (Slirp4netnsProcess helper = sandboxed(host, namespace)) {
        String root = "/proc/" + helper.pid() + "/root";
        assertEquals(List.of("resolv.conf"), names(root + "/etc"));
        assertEquals(List.of("names"), names(root + "/run"));
        assertEquals(List.of("stub"), names(root + "/run/names"));
        host.shell("echo nameserver 127.0.0.9 > /run/dns/a/x && mv /run/dns/a/x /run/dns/a/stub");
        Path seen = Path.of(root + "/run/names/stub");
        assertEquals("nameserver 127.0.0.9\n", Files.readString(seen));
      }
    }
  }

  private static Slirp4netnsProcess sandboxed(RootlessRoot host, Namespace namespace) {
    return Slirp4netnsProcess.readyBy(
        host.entering(), "--enable-sandbox", "-c", "--netns-type=path", namespace.path(), "tap0");
  }

  @Test
  void saysWhereItCannot() {
    String noNamespaces =
        "echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all"
            + " --inh-caps=-all "
            + Image.program("slirp4netns")
            + " --enable-sandbox -c $$ tap0";
    Outcome outcome =
        Outcome.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c", noNamespaces);
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().contains("user namespaces are switched off"), outcome.err());
    assertTrue(outcome.err().contains("leave out --enable-sandbox"), outcome.err());
    assertFalse(outcome.out().contains("Starting"), outcome.out());
    String lines = outcome.err().lines().collect(Collectors.joining("|"));
    assertFalse(lines.contains("|"), "one line: " + lines);
  }
}
