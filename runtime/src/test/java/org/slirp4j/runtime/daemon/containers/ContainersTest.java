package org.slirp4j.runtime.daemon.containers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.slirp4j.portfwd.config.AddressPool;
import org.slirp4j.portfwd.config.NameSource;
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
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tcpip.IpAddress;

/** Containers in real namespaces come and go while the daemon runs. */
@Tag("kernel")
final class ContainersTest {
  private static final AddressPool NOBODY =
      new AddressPool(IpAddress.v4(198 << 24 | 18 << 16), 15, new IpAddress(0x100L << 48, 0), 64);

  private final Daemon daemon =
      new Daemon(new StateStore(SavedState.EMPTY, state -> {}), new DaemonLog(true));

  @AfterEach
  void end() {
    daemon.close();
  }

  @Test
  void anAttachedContainerReachesItsGateway() throws Exception {
    try (Namespace container = Namespace.make()) {
      ContainerInfo info = daemon.attach(request("web", container));
      assertEquals("web", info.name());
      assertEquals(ContainerInfo.State.ATTACHED, info.state());
      assertEquals(List.of("10.0.2.100"), info.addresses());
      container.inside("ping", "-c1", "-W2", "10.0.2.2").outIfOk();
      daemon.detach("web", true);
      assertFalse(container.interfaces().contains("tap0"));
      assertEquals(List.of(), daemon.containers());
    }
  }

  @Test
  void aContainerWhoseProcessDiesIsForgotten() throws Exception {
    try (Namespace container = Namespace.make()) {
      daemon.attach(request(null, container));
      assertEquals(1, daemon.containers().size());
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> daemon.containers().isEmpty());
  }

  @Test
  void aNameAndANamespaceAreTakenOnce() throws Exception {
    try (Namespace one = Namespace.make();
        Namespace two = Namespace.make()) {
      daemon.attach(request("web", one));
      ControlException name =
          assertThrows(ControlException.class, () -> daemon.attach(request("web", two)));
      assertEquals(Kind.CONFLICT, name.kind());
      ControlException namespace =
          assertThrows(ControlException.class, () -> daemon.attach(request("other", one)));
      assertEquals(Kind.CONFLICT, namespace.kind());
      assertTrue(String.valueOf(namespace.getMessage()).contains("\"web\""));
      assertEquals(1, daemon.containers().size());
      daemon.attach(request("db", two));
      one.inside("ping", "-c1", "-W2", "10.0.2.2").outIfOk();
      two.inside("ping", "-c1", "-W2", "10.0.2.2").outIfOk();
    }
  }

  @Test
  void anEnginesFaultIsItsContainersAlone() throws Exception {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    daemon.subscribe(event -> events.add(event.type() + " " + event.container()));
    try (Namespace bad = Namespace.make();
        Namespace good = Namespace.make()) {
      daemon.attach(request("bad", bad));
      daemon.attach(request("good", good));
      RuleInfo rule =
          daemon.expose(
              "bad", new RuleSpec(false, "tcp", "127.0.0.1:0", "80", null), "test", false);
      daemon
          .engine("bad")
          .neighbours(
              (memory, length) -> {
                throw new IllegalStateException("a fault of the test's");
              },
              NameSource.NONE,
              NOBODY);
      bad.inside("ping", "-c1", "-W1", "10.0.2.2");
      good.inside("ping", "-c1", "-W2", "10.0.2.2").outIfOk();
      await().atMost(Duration.ofSeconds(5)).until(() -> events.contains("container.failed bad"));
      assertEquals(ContainerInfo.State.ATTACHED, daemon.container("good").state());
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> daemon.container("bad").state() == ContainerInfo.State.ATTACHED);
      bad.inside("ping", "-c1", "-W2", "10.0.2.2").outIfOk();
      assertTrue(daemon.rules("bad").getFirst().active());
      assertEquals(rule.id(), daemon.rules("bad").getFirst().id());
      assertFalse(events.contains("container.failed good"));
    }
  }

  /** Its front, if it has one, waits for that. */
  @Test
  void itIsToldWhenAContainerThatHasFailedIsDetached() throws Exception {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    daemon.subscribe(event -> events.add(event.type() + " " + event.container()));
    try (Namespace bad = Namespace.make()) {
      daemon.attach(request("bad", bad));
      daemon
          .engine("bad")
          .neighbours(
              (memory, length) -> {
                throw new IllegalStateException("a fault of the test's");
              },
              NameSource.NONE,
              NOBODY);
      bad.inside("ping", "-c1", "-W1", "10.0.2.2");
      await().atMost(Duration.ofSeconds(5)).until(() -> events.contains("container.failed bad"));
      daemon.detach("bad", true);
      await().atMost(Duration.ofSeconds(5)).until(() -> events.contains("container.detached bad"));
      assertEquals(List.of(), daemon.containers());
    }
  }

  @Test
  void theNextDaemonGivesMembersOfNetworksTheirAddressesAgain() throws Exception {
    StateStore store = new StateStore(SavedState.EMPTY, state -> {});
    Settings joined = new Settings(false, null, List.of("back"));
    try (Namespace one = Namespace.make();
        Namespace two = Namespace.make()) {
      List<String> ofOne;
      List<String> ofTwo;
      try (Daemon first = new Daemon(store, new DaemonLog(true))) {
        ofOne = first.attach(request("one", one, joined)).addresses();
        ofTwo = first.attach(request("two", two, joined)).addresses();
        assertEquals(2, ofTwo.size());
      }
      try (Daemon second = new Daemon(store, new DaemonLog(true))) {
        assertEquals(ofOne, second.container("one").addresses());
        assertEquals(ofTwo, second.container("two").addresses());
        one.inside("ping", "-c1", "-W2", ofTwo.getLast()).outIfOk();
      }
    }
  }

  @Test
  void whoIsFoundByDnsHasAHostsName() throws Exception {
    String id = "0123456789abcdef".repeat(4); // as engines name containers
    try (Namespace container = Namespace.make()) {
      daemon.attach(request(id, container));
      Settings joined = new Settings(false, null, List.of("back"));
      assertEquals(Kind.INVALID, kindOf(() -> daemon.change(id, joined)));
      daemon.detach(id, true);
      for (String name : List.of(id, "a..b", "a.", "a-.b", "a.-b")) {
        assertEquals(
            Kind.INVALID, kindOf(() -> daemon.attach(request(name, container, joined))), name);
      }
      Settings misnamed = new Settings(false, null, List.of("back.."));
      assertEquals(Kind.INVALID, kindOf(() -> daemon.attach(request("a", container, misnamed))));
      daemon.attach(request("web_1.a-b", container, joined));
    }
  }

  private static Kind kindOf(Executable call) {
    return assertThrows(ControlException.class, call).kind();
  }

  @Test
  void aContainerByItsPathGoesWithIt() throws Exception {
    try (Namespace container = Namespace.make()) {
      daemon.attach(request("web", new NamespaceTarget.OfPath(container.path(), null)));
      container.inside("ping", "-c1", "-W2", "10.0.2.2").outIfOk();
      assertTrue(daemon.container("web").netns().startsWith("net:["));
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> daemon.containers().isEmpty());
  }

  @Test
  void aContainerLivesAsLongAsAnyOfItsProcesses() throws Exception {
    Namespace container = Namespace.make();
    Process other = container.start("sleep", "1000");
    try {
      ContainerInfo before = daemon.attach(request("web", container));
      await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () -> Files.readString(Path.of("/proc/" + other.pid() + "/comm")), "sleep\n"::equals);
      container.close();
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> daemon.container("web").pid() == other.pid());
      assertEquals(before.id(), daemon.container("web").id());
      assertEquals(ContainerInfo.State.ATTACHED, daemon.container("web").state());
    } finally {
      other.destroyForcibly().waitFor();
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> daemon.containers().isEmpty());
  }

  @Test
  void whatIsNoContainerIsRefused() {
    assertEquals(Kind.INVALID, refusal("a/b", new NamespaceTarget.Current()));
    assertEquals(Kind.INVALID, refusal("web", new NamespaceTarget.Current()));
    assertEquals(Kind.INVALID, refusal("web", new NamespaceTarget.OfPid(own(), null)));
    assertEquals(Kind.NOT_FOUND, refusal("web", new NamespaceTarget.OfPid(999_999_999, null)));
    assertEquals(Kind.NOT_FOUND, refusal("web", new NamespaceTarget.OfPath("/no/where", null)));
    assertEquals(Kind.INVALID, refusal("web", new NamespaceTarget.OfPath("/etc/passwd", null)));
    assertEquals(List.of(), daemon.containers());
  }

  private Kind refusal(String name, NamespaceTarget target) {
    return assertThrows(ControlException.class, () -> daemon.attach(request(name, target))).kind();
  }

  private static int own() {
    return (int) ProcessHandle.current().pid();
  }

  private static AttachRequest request(@Nullable String name, Namespace container) {
    return request(name, container, Settings.DEFAULT);
  }

  private static AttachRequest request(
      @Nullable String name, Namespace container, Settings settings) {
    int pid = Integer.parseInt(container.pid());
    return request(name, new NamespaceTarget.OfPid(pid, null), settings);
  }

  private static AttachRequest request(@Nullable String name, NamespaceTarget target) {
    return request(name, target, Settings.DEFAULT);
  }

  private static AttachRequest request(
      @Nullable String name, NamespaceTarget target, Settings settings) {
    return new AttachRequest(
        name, target, "tap0", true, null, NetworkOptions.ofMtu(1500), settings, "test", true);
  }
}
