package org.slirp4j.runtime.front;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Api;
import org.slirp4j.runtime.testing.DaemonProcess;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** The thin start: who does a container's work, and what is left of it, whoever dies first. */
@Tag("kernel")
final class FrontIT {
  private static final int MAX_RESIDENT_KILOBYTES = 4_096;
  private static final int SIGKILL_STATUS = 128 + 9;

  private DaemonProcess daemon;
  private Namespace namespace;

  @BeforeEach
  void make() {
    daemon = DaemonProcess.start();
    namespace = Namespace.make();
  }

  @AfterEach
  void end() {
    namespace.close();
    daemon.close();
  }

  private Slirp4netnsProcess ready(String... launcher) {
    return Slirp4netnsProcess.readyBy(List.of(launcher), "-c", namespace.pid(), "tap0");
  }

  private void ping() {
    namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
  }

  private void awaitNoTap() {
    await().atMost(5, TimeUnit.SECONDS).until(() -> namespace.interfaces().equals(List.of("lo")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "bash", "dash"})
  void isAShellThatWaits(String shell) throws IOException {
    try (Slirp4netnsProcess helper = ready(shell)) {
      assertTrue(helper.isThin());
      ping();
      Path status = Path.of("/proc/" + helper.pid() + "/status");
      String resident =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .findFirst()
              .orElseThrow()
              .replaceAll("\\D", "");
      assertTrue(Integer.parseInt(resident) < MAX_RESIDENT_KILOBYTES, resident);
      helper.signal("USR1");
      await().atMost(10, TimeUnit.SECONDS).until(() -> helper.log().contains("slirp4j."));
      helper.signal("USR1");
      helper.hangUp();
      assertEquals(0, helper.awaitEnd());
      assertEquals(List.of("lo"), namespace.interfaces());
    }
  }

  /** As podman hands on what it has inherited itself. */
  @Test
  void worksBesideDescriptorsThatAreOpen() {
    String line = "exec 5</dev/null 8</dev/null 9</dev/null; exec \"$@\"";
    try (Slirp4netnsProcess helper = ready("sh", "-c", line, "sh")) {
      assertTrue(helper.isThin());
      ping();
      helper.hangUp();
      assertEquals(0, helper.awaitEnd());
    }
    String full = "exec 6</dev/null 7</dev/null; " + line;
    try (Slirp4netnsProcess helper = ready("sh", "-c", full, "sh")) {
      assertFalse(helper.isThin());
    }
  }

  @Test
  void leavesNothingWhenItIsKilled() {
    ready().close(); // whatever is loaded with the first one
    awaitNoTap();
    int before = daemon.openFiles();
    try (Slirp4netnsProcess helper = ready()) {
      assertTrue(helper.isThin());
      helper.signal("KILL");
      assertEquals(SIGKILL_STATUS, helper.awaitEnd());
      awaitNoTap();
    }
    await().atMost(5, TimeUnit.SECONDS).until(() -> daemon.openFiles() <= before);
  }

  /** What its predecessor has left is being taken away at that moment. */
  @Test
  void isServedAtOnceWhereAnotherHasJustDied(@TempDir Path folder) {
    String[] words = {"-c", "-a", folder.resolve("api").toString(), namespace.pid(), "tap0"};
    for (int i = 0; i < 5; i++) {
      try (Slirp4netnsProcess helper = Slirp4netnsProcess.ready(words)) {
        assertTrue(helper.isThin(), helper.log());
        helper.signal("KILL");
        assertEquals(SIGKILL_STATUS, helper.awaitEnd());
      }
    }
  }

  /** Its caller watches the process and notices nothing: it is the same one. */
  @ParameterizedTest
  @CsvSource({"KILL, sh", "KILL, bash", "TERM, sh"})
  void goesOnByItselfWhenTheDaemonEnds(String signal, String shell, @TempDir Path folder) {
    String api = folder.resolve("api").toString();
    try (Slirp4netnsProcess helper =
        Slirp4netnsProcess.readyBy(List.of(shell), "-c", "-a", api, namespace.pid(), "tap0")) {
      assertTrue(helper.isThin());
      daemon.end(signal);
      await().atMost(10, TimeUnit.SECONDS).until(() -> !helper.isThin());
      await()
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> namespace.inside("ping", "-c1", "-W1", "10.0.2.2").status() == 0);
      assertEquals(List.of("lo", "tap0"), namespace.interfaces());
      assertTrue(helper.log().contains("the daemon has ended"), helper.log());
      String forwards = new Api(Path.of(api)).ask("{\"execute\":\"list_hostfwd\"}");
      assertTrue(forwards.contains("\"entries\":[]"), forwards);
      helper.hangUp();
      assertEquals(0, helper.awaitEnd());
      assertEquals(List.of("lo"), namespace.interfaces());
    }
  }

  @Test
  void endsWithTheDaemonOnRequest() {
    try (Slirp4netnsProcess helper = ready("env", "SLIRP4J_DAEMON=require")) {
      daemon.end("KILL");
      assertEquals(1, helper.awaitEnd());
      assertTrue(helper.log().contains("the daemon has ended"), helper.log());
      awaitNoTap();
    }
  }

  @Test
  void theNextDaemonServesTheNextStart() {
    daemon.end("KILL");
    try (Slirp4netnsProcess helper = ready()) { // the dead one's files are still there
      assertFalse(helper.isThin());
      ping();
    }
    awaitNoTap();
    daemon = daemon.startAgain();
    try (Slirp4netnsProcess helper = ready()) {
      assertTrue(helper.isThin());
      ping();
    }
  }

  @Test
  void aCommandGetsItsNetworkBackFromTheNextDaemon() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Image.program("slirp4j"), "run", "sh", "-c", "echo up; exec sleep 100");
    DaemonProcess.putInto(builder.environment());
    Process command = builder.start();
    try {
      assertEquals('u', command.getInputStream().read());
      awaitPing(command.pid());
      daemon.end("KILL");
      assertFalse(pings(command.pid()));
      daemon = daemon.startAgain();
      awaitPing(command.pid());
    } finally {
      command.destroyForcibly().waitFor();
    }
  }

  private static void awaitPing(long pid) {
    await().atMost(10, TimeUnit.SECONDS).until(() -> pings(pid));
  }

  private static boolean pings(long pid) {
    String inside = "exec nsenter --preserve-credentials -U -n -t " + pid;
    return Outcome.of("sh", "-c", inside + " ping -c1 -W1 10.0.2.2").status() == 0;
  }

  @Test
  void isLeftAloneOnRequest() {
    try (Slirp4netnsProcess helper = ready("env", "SLIRP4J_DAEMON=never")) {
      assertFalse(helper.isThin());
      ping();
    }
  }

  @Test
  void failsWithoutADaemonOnRequest() {
    daemon.end("TERM");
    Outcome outcome =
        Outcome.of(
            "env",
            "SLIRP4J_DAEMON=require",
            Image.program("slirp4netns"),
            "-c",
            namespace.pid(),
            "tap0");
    assertEquals(1, outcome.status());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().contains("slirp4j daemon"), outcome.err());
  }

  /** Its connections would begin in the daemon's network, not in its own. */
  @Test
  void isNotServedByADaemonOfAnotherNetwork() {
    Outcome outcome =
        Outcome.of(
            "env",
            "SLIRP4J_DAEMON=require",
            "unshare",
            "--user",
            "--map-root-user",
            "--net",
            Image.program("slirp4netns"),
            "-c",
            namespace.pid(),
            "tap0");
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().contains("another network namespace"), outcome.err());
  }

  /** There a process id means another process than to the daemon, or none. */
  @Test
  void isNotServedFromAnotherProcessIdNamespace() {
    String line =
        "unshare -n sleep 100 & pid=$!; until [ \"$(cat /proc/$pid/comm)\" = sleep ]; do :; done;"
            + " \"$0\" -c -r 1 $pid tap0 2>/dev/null | head -c1; kill $pid";
    Outcome outcome =
        Outcome.of(
            "env",
            "SLIRP4J_DAEMON=require",
            "unshare",
            "--user",
            "--map-root-user",
            "--pid",
            "--fork",
            "--mount-proc",
            "sh",
            "-c",
            line,
            Image.program("slirp4netns"));
    assertEquals("", outcome.outIfOk());
  }

  /** As with podman: files that only the caller sees under these names. */
  @Test
  void servesFromAnotherMountNamespace() {
    String line =
        "mount -t tmpfs none /mnt && cd /mnt && touch ns && mkdir api || exit 1;"
            + " unshare -n sleep 100 & pid=$!; until [ \"$(cat /proc/$pid/comm)\" = sleep ]; do :;"
            + " done; mount --bind /proc/$pid/ns/net ns; mkfifo ready;"
            + " \"$0\" --enable-sandbox --enable-seccomp -c -r 3 -a api/socket --netns-type=path"
            + " /mnt/ns tap0 3>ready >log 2>&1 & helper=$!; cat ready; cat log;"
            + " readlink /proc/$helper/exe; echo '{\"execute\":\"list_hostfwd\"}' | socat -"
            + " UNIX-CONNECT:api/socket; nsenter -n -t $pid ping -c1 -W5 10.0.2.2; status=$?;"
            + " kill $helper; sleep 0.5; ls api; kill $pid; exit $status";
    Outcome outcome =
        Outcome.of(
            "env",
            "SLIRP4J_DAEMON=require",
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            line,
            Image.program("slirp4netns"));
    assertTrue(outcome.outIfOk().startsWith("1Starting slirp\n"), outcome.out());
    assertTrue(outcome.out().contains("API Socket:      api/socket\n"), outcome.out());
    assertTrue(outcome.out().contains("{\"return\":{\"entries\":[]}"), outcome.out());
    assertFalse(outcome.out().endsWith("socket\n"), outcome.out());
  }

  @Test
  void garbageAtTheDoorHarmsNobody() throws IOException {
    byte[] noise = new byte[100_000];
    new Random(5).nextBytes(noise);
    String requests =
        "\nattach\t0\t1\t9\t8\t-c\t1\ttap0\nattach\t1\t"
            + ProcessHandle.current().pid()
            + "\t9\t8\t\nattach\t-1\t1\t9\t8\t\nattach\t256\t1\t9\t8\t\nattach\t3\n"
            + "attach\t2\t99999999999999\t-1\tx\tx\nrun\t4\t1\t9\t8\ttrue\nrun\t5\ninside\t1\n"
            + "opened\t1\tyes\nopened\t\t\ncount\t1\ncount\n\t\t\t\t\t\n"
            + "x".repeat(9_000)
            + "\nunfinished";
    try (Slirp4netnsProcess helper = ready()) {
      Path door = daemon.front().resolve("door");
      Files.write(door, noise, StandardOpenOption.WRITE);
      Files.write(door, requests.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
      try (Namespace second = Namespace.make();
          Slirp4netnsProcess after = Slirp4netnsProcess.ready("-c", second.pid(), "tap0")) {
        assertTrue(after.isThin());
      }
      assertTrue(helper.isAlive());
      ping();
    }
    assertTrue(daemon.isAlive());
  }

  @Test
  void servesManyAtOnce() {
    int count = 40;
    List<Namespace> containers = new ArrayList<>();
    List<Slirp4netnsProcess> helpers = new ArrayList<>();
    int before = daemon.openFiles();
    try {
      for (int i = 0; i < count; i++) {
        containers.add(Namespace.make());
      }
      for (Namespace each : containers) {
        helpers.add(Slirp4netnsProcess.started("-c", "-r", "3", "-e", "4", each.pid(), "tap0"));
      }
      for (Slirp4netnsProcess each : helpers) {
        each.awaitReady();
        assertTrue(each.isThin(), each.log());
      }
    } finally {
      helpers.forEach(Slirp4netnsProcess::close);
      containers.forEach(Namespace::close);
    }
    int loaded = 16;
    await().atMost(10, TimeUnit.SECONDS).until(() -> daemon.openFiles() <= before + loaded);
  }
}
