package org.slirp4j.runtime.daemon.containers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.daemon.Daemon;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.state.SavedState;
import org.slirp4j.runtime.daemon.state.StateStore;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.tapdev.NamespaceTarget;

/** Containers in real namespaces come and go while the daemon runs. */
@Tag("kernel")
final class ContainersTest {
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

  private static AttachRequest request(@Nullable String name, Namespace container) {
    return new AttachRequest(
        name,
        new NamespaceTarget.OfPid(Integer.parseInt(container.pid()), null),
        "tap0",
        true,
        null,
        NetworkOptions.ofMtu(1500),
        Settings.DEFAULT,
        "test",
        true);
  }
}
