package org.slirp4j.runtime.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.testing.DaemonProcess;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.RootlessRoot;

/** The daemon's process: starts, ends of every kind, and what it finds when it comes back. */
@Tag("kernel")
final class DaemonIT {
  private @Nullable DaemonProcess running;

  @AfterEach
  void end() {
    if (running != null) {
      running.close();
    }
  }

  private DaemonProcess started() {
    DaemonProcess daemon = DaemonProcess.start();
    running = daemon;
    return daemon;
  }

  private DaemonProcess startedAgain(DaemonProcess former) {
    DaemonProcess daemon = former.startAgain();
    running = daemon;
    return daemon;
  }

  @Test
  void killedAndStartedAgainItHasEveryRuleThatWasAnswered() throws Exception {
    DaemonProcess first = started();
    try (Namespace container = Namespace.make()) {
      Image.slirp4j("attach", "--name", "web", container.pid()).outIfOk();
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ports.add(FreePorts.next());
        Image.slirp4j("expose", "web", "127.0.0.1:" + ports.getLast() + ":80").outIfOk();
      }
      first.end("KILL");
      DaemonProcess second = startedAgain(first);
      String rules = Image.slirp4j("ports", "web").outIfOk();
      for (int port : ports) {
        assertTrue(rules.contains(":" + port), rules + second.log());
      }
      assertEquals("hello", answerOf(container, ports.getFirst()));
    }
  }

  @Test
  void aSecondDaemonNamesTheFirstAndLeavesItAlone() {
    DaemonProcess first = started();
    Outcome second = Image.slirp4j("daemon");
    assertEquals(1, second.status());
    assertTrue(second.err().contains("process " + first.pid() + " holds"), second.err());
    assertEquals(1, second.err().lines().count(), second.err());
    Image.slirp4j("ps").outIfOk();
  }

  /**
   * With another folder for what lives only as long as it does, as in a session of another kind.
   */
  @Test
  void aSecondDaemonDoesNotTouchTheFirstOnesRules(@TempDir Path folder) throws IOException {
    DaemonProcess first = started();
    close(folder);
    Outcome second =
        Outcome.of(
            "env",
            "XDG_RUNTIME_DIR=" + folder,
            Image.program("slirp4j"),
            "daemon",
            "--state",
            first.front().resolve("../../state/slirp4j/state.json").normalize().toString());
    assertEquals(1, second.status());
    assertTrue(second.err().contains("process " + first.pid() + " holds"), second.err());
  }

  @Test
  void endsInOrder() throws Exception {
    DaemonProcess daemon = started();
    try (Namespace one = Namespace.make();
        Namespace two = Namespace.make()) {
      Image.slirp4j("attach", one.pid()).outIfOk();
      Image.slirp4j("attach", two.pid()).outIfOk();
      assertTrue(two.interfaces().contains("tap0"));
      daemon.end("TERM");
      assertTrue(daemon.log().contains("slirp4j daemon: ended"), daemon.log());
      assertFalse(one.interfaces().contains("tap0"));
      assertFalse(two.interfaces().contains("tap0"));
      assertFalse(Files.exists(daemon.front().resolveSibling("api.sock")));
      assertEquals(1, Image.slirp4j("ps").status());
    }
  }

  @Test
  void aCorruptedStateIsKeptAsideAndReported() throws Exception {
    DaemonProcess first = started();
    Path folder = first.front().resolve("../../state/slirp4j").normalize();
    first.end("KILL");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("state.json"), "{\"what\": \"slirp4j dae");
    DaemonProcess second = startedAgain(first);
    assertTrue(second.log().contains("state.json.corrupt-"), second.log());
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(files.anyMatch(file -> file.toString().contains(".corrupt-")));
    }
    Image.slirp4j("ps").outIfOk();
  }

  @Test
  void whatItCannotStartWithIsToldInOneLine(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("file"), "");
    Outcome state =
        Outcome.of(
            "env",
            "XDG_RUNTIME_DIR=" + folder,
            Image.program("slirp4j"),
            "daemon",
            "--state",
            folder.resolve("file/state.json").toString());
    assertEquals(1, state.status());
    assertEquals(1, state.err().lines().count(), state.err());
    assertTrue(state.err().contains("--state=FILE"), state.err());
    Outcome runtime =
        Outcome.of("env", "XDG_RUNTIME_DIR=/no/where", Image.program("slirp4j"), "daemon");
    assertEquals(1, runtime.status());
    assertTrue(runtime.err().contains("XDG_RUNTIME_DIR=/no/where"), runtime.err());
    assertEquals(1, Image.slirp4j("daemon", "--no-such-option").status());
    assertEquals(1, Image.slirp4j("daemon", "operand").status());
  }

  @Test
  void aFullDiskFailsTheRequestAndNothingElse(@TempDir Path folder) throws Exception {
    Path full = Files.createDirectory(folder.resolve("full"));
    close(folder);
    try (RootlessRoot root = RootlessRoot.make()) {
      root.shell("mount -t tmpfs -o size=64k tmpfs " + full);
      List<String> words = new ArrayList<>(root.entering());
      words.addAll(List.of(Image.program("slirp4j"), "daemon", "--state", full + "/state.json"));
      Process daemon = start(folder, Map.of(), words);
      try (Namespace container = root.namespace()) {
        awaitSocket(folder, daemon);
        ask(folder, "attach", "--name", "web", container.pid()).outIfOk();
        root.shell("dd if=/dev/zero of=" + full + "/filler bs=1k count=100 2>/dev/null || true");
        int port = FreePorts.next();
        Outcome refused = ask(folder, "expose", "web", "127.0.0.1:" + port + ":80");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("No space left"), refused.err());
        assertEquals(-1, connect(port));
        container.inside("ping", "-c1", "-W2", "10.0.2.2").outIfOk();
        root.shell("rm " + full + "/filler");
        ask(folder, "expose", "web", "127.0.0.1:" + port + ":80").outIfOk();
      } finally {
        daemon.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void aServiceManagerPassesTheSocketAndIsTold(@TempDir Path folder) throws Exception {
    assumeTrue(
        Outcome.of("sh", "-c", "command -v systemd-socket-activate").status() == 0,
        "systemd-socket-activate is not installed");
    close(folder);
    close(Files.createDirectory(folder.resolve("slirp4j")));
    Path socket = folder.resolve("slirp4j/api.sock");
    Path told = folder.resolve("told");
    Process manager =
        new ProcessBuilder("socat", "-u", "UNIX-RECV:" + folder + "/notify", "CREATE:" + told)
            .start();
    String notify = "NOTIFY_SOCKET=" + folder + "/notify";
    Process daemon =
        start(
            folder,
            Map.of("WATCHDOG_USEC", "600000"),
            List.of(
                "systemd-socket-activate",
                "-l",
                socket.toString(),
                "-E",
                notify,
                "-E",
                "XDG_RUNTIME_DIR",
                "-E",
                "XDG_STATE_HOME",
                "-E",
                "WATCHDOG_USEC",
                "-E",
                "PATH",
                Image.program("slirp4j"),
                "daemon"));
    try {
      await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(socket));
      ask(folder, "ps").outIfOk(); // it starts now, and answers who has come already
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> Files.readString(told), text -> text.contains("WATCHDOG=1"));
      assertTrue(Files.readString(told).startsWith("READY=1\n"), Files.readString(told));
      daemon.destroy();
      assertTrue(daemon.waitFor(10, TimeUnit.SECONDS));
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> Files.readString(told), text -> text.contains("STOPPING=1"));
      assertTrue(Files.exists(socket), "the manager's own file is gone");
    } finally {
      manager.destroyForcibly().waitFor();
      daemon.destroyForcibly().waitFor();
    }
  }

  private static void close(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  private static Process start(Path folder, Map<String, String> more, List<String> words)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    builder.environment().putAll(more);
    builder.redirectOutput(folder.resolve("log").toFile());
    return builder.start();
  }

  private static void awaitSocket(Path folder, Process daemon) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          assertTrue(daemon.isAlive(), () -> log(folder));
          return Files.exists(folder.resolve("slirp4j/api.sock"));
        });
  }

  private static String log(Path folder) {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Outcome ask(Path folder, String... words) {
    List<String> command =
        new ArrayList<>(List.of("env", "XDG_RUNTIME_DIR=" + folder, Image.program("slirp4j")));
    command.addAll(List.of(words));
    return Outcome.of(command);
  }

  /** Returns what the first octet is that a port sends, or −1 when nobody listens there. */
  private static int connect(int port) {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout(5_000);
      return client.getInputStream().read();
    } catch (IOException e) {
      return -1;
    }
  }

  private static String answerOf(Namespace container, int port) throws Exception {
    Process server =
        container.start("socat", "-u", "SYSTEM:printf hello", "TCP-LISTEN:80,reuseaddr");
    try {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> container.insideShell("ss -Hltn sport = :80").out().contains(":80"));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.setSoTimeout(5_000);
        return new String(client.getInputStream().readAllBytes(), UTF_8);
      }
    } finally {
      server.destroyForcibly().waitFor();
    }
  }
}
