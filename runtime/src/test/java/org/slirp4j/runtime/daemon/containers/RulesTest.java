package org.slirp4j.runtime.daemon.containers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.daemon.Daemon;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.state.SavedState;
import org.slirp4j.runtime.daemon.state.StateStore;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.tapdev.NamespaceTarget;

/** Rules in real namespaces: they work, are refused with a reason, and outlive daemons. */
@Tag("kernel")
final class RulesTest {
  private final List<Daemon> daemons = new ArrayList<>();
  private SavedState disk = SavedState.EMPTY;
  private boolean full;
  private Daemon daemon = start();

  @AfterEach
  void end() {
    daemons.forEach(Daemon::close);
  }

  private Daemon start() {
    StateStore store =
        new StateStore(
            disk,
            state -> {
              if (full) {
                throw new IOException("No space left on device");
              }
              disk = state;
            });
    Daemon started = new Daemon(store, new DaemonLog(true));
    daemons.add(started);
    return started;
  }

  /** As after {@code kill -9}: nothing that an orderly end does is on disk. */
  private Daemon restart() {
    SavedState left = disk;
    daemon.close();
    disk = left;
    return start();
  }

  @Test
  void aRuleLeadsToTheContainer() throws Exception {
    try (Namespace container = attached("web")) {
      int port = FreePorts.next();
      RuleInfo rule = daemon.expose("web", tcp("127.0.0.1:" + port, "80"), "cli", true);
      assertTrue(rule.active());
      assertEquals("hello-from-web", answerOf(container, port, "hello-from-web"));
      await() // the client may have read all before it is counted
          .atMost(Duration.ofSeconds(5))
          .until(() -> daemon.rules("web").getFirst().bytesOut() > 0);
      assertEquals(1, daemon.rules("web").getFirst().connections());
      daemon.unexpose(rule.id(), true);
      assertTrue(isFree(port));
      assertEquals(List.of(), daemon.rules(null));
      ControlException gone =
          assertThrows(ControlException.class, () -> daemon.unexpose(rule.id(), true));
      assertEquals(Kind.NOT_FOUND, gone.kind());
    }
  }

  @Test
  void anotherContainersPortIsAConflictThatNamesIt() throws Exception {
    try (Namespace one = attached("one");
        Namespace two = attached("two")) {
      assertEquals(2, daemon.containers().size(), one.pid() + two.pid());
      int port = FreePorts.next();
      RuleInfo rule = daemon.expose("one", tcp("127.0.0.1:" + port, "80"), "cli", true);
      ControlException told =
          assertThrows(
              ControlException.class,
              () -> daemon.expose("two", tcp("0.0.0.0:" + port, "80"), "cli", true));
      assertEquals(Kind.CONFLICT, told.kind());
      assertTrue(
          String.valueOf(told.getMessage()).contains("rule " + rule.id() + " of container \"one\""),
          told.getMessage());
      assertEquals(1, daemon.rules(null).size());
    }
  }

  @Test
  void aRuleThatCannotBeKeptDoesNotWork() throws Exception {
    try (Namespace container = attached("web")) {
      int port = FreePorts.next();
      daemon.expose("web", tcp("127.0.0.1:" + port, "80"), "cli", false);
      int other = FreePorts.next();
      full = true;
      ControlException told =
          assertThrows(
              ControlException.class,
              () -> daemon.expose("web", tcp("127.0.0.1:" + other, "80"), "cli", true));
      assertEquals(Kind.UNAVAILABLE, told.kind());
      assertTrue(String.valueOf(told.getMessage()).contains("No space left"), told.getMessage());
      assertTrue(isFree(other));
      assertEquals(1, daemon.rules("web").size());
      assertEquals("still-here", answerOf(container, port, "still-here"));
    }
  }

  @Test
  void aContainerThatCannotBeKeptIsNotAttached() throws Exception {
    try (Namespace container = Namespace.make()) {
      daemon.attach(request("first", container, false));
      daemon.detach("first", true);
      full = true;
      ControlException told =
          assertThrows(
              ControlException.class, () -> daemon.attach(request("web", container, true)));
      assertEquals(Kind.UNAVAILABLE, told.kind());
      assertFalse(container.interfaces().contains("tap0"));
      assertEquals(List.of(), daemon.containers());
    }
  }

  @Test
  void rulesAndContainersAreThereAgainAfterARestart() throws Exception {
    try (Namespace container = attached("web")) {
      RuleInfo lasting = daemon.expose("web", tcp("127.0.0.1:0", "80"), "cli", true);
      RuleInfo passing = daemon.expose("web", tcp("127.0.0.1:0", "80"), "api", false);
      daemon = restart();
      RuleInfo restored = daemon.rules("web").getFirst();
      assertEquals(List.of(restored), daemon.rules(null));
      assertEquals(lasting.id(), restored.id());
      assertEquals(lasting.rule(), restored.rule(), "with the port that the kernel had chosen");
      assertTrue(restored.active(), restored.problem());
      assertEquals("again", answerOf(container, portOf(restored), "again"));
      RuleInfo next = daemon.expose("web", tcp("127.0.0.1:0", "80"), "cli", true);
      assertTrue(next.id() > passing.id(), "number " + next.id() + " is used twice");
    }
  }

  @Test
  void aContainerThatComesBackGetsItsRules() throws Exception {
    RuleInfo rule;
    try (Namespace container = attached("web")) {
      assertTrue(container.interfaces().contains("tap0"));
      rule = daemon.expose("web", tcp("127.0.0.1:" + FreePorts.next(), "80"), "cli", true);
    }
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> daemon.container("web").state() == ContainerInfo.State.AWAITED);
    assertFalse(daemon.rules("web").getFirst().active());
    assertTrue(isFree(portOf(rule)));
    daemon = restart();
    assertEquals(ContainerInfo.State.AWAITED, daemon.container("web").state());
    try (Namespace container = attached("web")) {
      assertEquals(rule.id(), daemon.rules("web").getFirst().id());
      assertEquals("back", answerOf(container, portOf(rule), "back"));
    }
  }

  @Test
  void aRuleWhosePortIsTakenMeanwhileWaitsForIt() throws Exception {
    try (Namespace container = attached("web")) {
      RuleInfo rule = daemon.expose("web", tcp("127.0.0.1:" + FreePorts.next(), "80"), "cli", true);
      daemon.detach("web", false);
      try (ServerSocket other =
          new ServerSocket(portOf(rule), 1, InetAddress.getLoopbackAddress())) {
        assertTrue(other.isBound());
        daemon.attach(request("web", container, true));
        RuleInfo waiting = daemon.rules("web").getFirst();
        assertFalse(waiting.active());
        assertTrue(String.valueOf(waiting.problem()).contains("EADDRINUSE"), waiting.problem());
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> daemon.rules("web").getFirst().active());
    }
  }

  @Test
  void wrongRulesAreRefusedWithAReason() throws Exception {
    try (Namespace container = attached("web")) {
      assertTrue(container.interfaces().contains("tap0"));
      assertEquals(Kind.INVALID, refusal("web", tcp("127.0.0.1:99999", "80")));
      assertEquals(Kind.INVALID, refusal("web", tcp("8000-8001", "80-90")));
      assertEquals(Kind.NOT_FOUND, refusal("nobody", tcp("8000", "80")));
      assertEquals(Kind.NOT_FOUND, refusal("../etc", tcp("8000", "80")));
      assertEquals(List.of(), daemon.rules(null));
    }
  }

  @Test
  void aRuleTheOtherWayLeadsToTheHost() throws Exception {
    try (Namespace container = attached("web");
        ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RuleInfo rule =
          daemon.expose(
              "web",
              new RuleSpec(true, "tcp", "7000", Integer.toString(host.getLocalPort()), null),
              "cli",
              true);
      assertTrue(rule.active());
      Process client = container.start("socat", "-u", "SYSTEM:printf inside", "TCP:127.0.0.1:7000");
      host.setSoTimeout(5_000);
      try (Socket accepted = host.accept()) {
        assertEquals(
            "inside", new String(accepted.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      } finally {
        client.destroyForcibly().waitFor();
      }
      daemon = restart();
      assertTrue(daemon.rules("web").getFirst().active());
      daemon.unexpose(rule.id(), true);
      assertEquals("", container.insideShell("ss -Hltn sport = :7000").out());
    }
  }

  @Test
  void automaticRulesComeAndGoWithWhatListens() throws Exception {
    try (Namespace container = attached("web")) {
      int port = FreePorts.next();
      ControlException wrong =
          assertThrows(
              ControlException.class,
              () -> daemon.change("web", new Settings(false, "no filter", List.of())));
      assertEquals(Kind.INVALID, wrong.kind());
      daemon.change("web", new Settings(false, Integer.toString(port), List.of()));
      Process server = container.start("socat", "-u", "OPEN:/dev/null", "TCP-LISTEN:" + port);
      try {
        await().atMost(Duration.ofSeconds(5)).until(() -> !daemon.rules("web").isEmpty());
        RuleInfo rule = daemon.rules("web").getFirst();
        assertEquals("auto", rule.source());
        assertTrue(rule.active() && !rule.lasting());
        ControlException refused =
            assertThrows(ControlException.class, () -> daemon.unexpose(rule.id(), true));
        assertEquals(Kind.FORBIDDEN, refused.kind());
      } finally {
        server.destroyForcibly().waitFor();
      }
      await().atMost(Duration.ofSeconds(5)).until(() -> daemon.rules("web").isEmpty());
      daemon = restart();
      assertEquals(Integer.toString(port), daemon.container("web").settings().auto(), "it is kept");
    }
  }

  @Test
  void settingsThatCannotBeKeptAreAsTheyWere() throws Exception {
    try (Namespace container = attached("web")) {
      assertTrue(container.interfaces().contains("tap0"));
      full = true;
      assertThrows(
          ControlException.class,
          () -> daemon.change("web", new Settings(true, "8000", List.of())));
      assertEquals(Settings.DEFAULT, daemon.container("web").settings());
    }
  }

  private Kind refusal(String container, RuleSpec rule) {
    return assertThrows(ControlException.class, () -> daemon.expose(container, rule, "test", true))
        .kind();
  }

  private Namespace attached(String name) throws ControlException {
    Namespace container = Namespace.make();
    try {
      daemon.attach(request(name, container, true));
      return container;
    } catch (ControlException e) {
      container.close();
      throw e;
    }
  }

  /** Lets something inside answer the first client of port 80; returns what that client reads. */
  private static String answerOf(Namespace container, int port, String words) throws Exception {
    Process server =
        container.start("socat", "-u", "SYSTEM:printf '" + words + "'", "TCP-LISTEN:80,reuseaddr");
    try {
      await()
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> container.insideShell("ss -Hltn sport = :80").out().contains(":80"));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.setSoTimeout(5_000);
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      }
    } finally {
      server.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int portOf(RuleInfo rule) {
    String listen = rule.rule().listen();
    return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
  }

  private static RuleSpec tcp(String listen, String target) {
    return new RuleSpec(false, "tcp", listen, target, null);
  }

  private static AttachRequest request(String name, Namespace container, boolean lasting) {
    return new AttachRequest(
        name,
        new NamespaceTarget.OfPid(Integer.parseInt(container.pid()), null),
        "tap0",
        true,
        null,
        NetworkOptions.ofMtu(1500),
        Settings.DEFAULT,
        "test",
        lasting);
  }
}
