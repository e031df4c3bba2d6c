package org.slirp4j.runtime.netns;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** What ends slirp4netns, and what its end looks like from the host. */
@Tag("kernel")
class EndIT {
  private static final int SIGTERM_STATUS = 128 + 15;
  private static final int TIMEOUT_MILLIS = 10_000;

  private Namespace namespace;

  /** The client that {@link #connect} has started inside. */
  private @Nullable Process client;

  @BeforeEach
  void make() {
    namespace = Namespace.make();
  }

  @AfterEach
  void end() {
    if (client != null) {
      client.descendants().forEach(ProcessHandle::destroyForcibly);
      client.destroyForcibly();
    }
    namespace.close();
  }

  @Test
  void endsWhenTheExitFdHangsUpAndResetsConnections() throws IOException {
    try (Slirp4netnsProcess helper = ready();
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket connection = connect(server)) {
      long began = System.nanoTime();
      helper.hangUp();
      assertEquals(0, helper.awaitEnd());
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      assertTrue(millis < 150, "podman binds the same ports again after 150 ms; took " + millis);
      assertThrows(SocketException.class, connection.getInputStream()::read);
    }
  }

  @Test
  void ignoresDataOnTheExitFd() throws IOException {
    try (Slirp4netnsProcess helper = ready()) {
      helper.writeToExitFd('x');
      namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
      assertTrue(helper.isAlive());
      helper.hangUp();
      assertEquals(0, helper.awaitEnd());
    }
  }

  @Test
  void endsWhenTheExitFdIsNotOpen() {
    assertEndsWhenTheExitFdIsNotOpen("77");
  }

  final void assertEndsWhenTheExitFdIsNotOpen(String fd) {
    try (Slirp4netnsProcess helper =
        Slirp4netnsProcess.started("-c", "-r", "3", "-e", fd, namespace.pid(), "tap0")) {
      helper.awaitReady();
      assertEquals(0, helper.awaitEnd());
    }
  }

  @Test
  void staysWhenTheExitFdIsAFile() {
    assertStaysWhenTheExitFdIs("0", List.of());
  }

  final void assertStaysWhenTheExitFdIs(String fd, List<String> launcher) {
    try (Slirp4netnsProcess helper =
        Slirp4netnsProcess.startedBy(
            launcher, "-c", "-r", "3", "-e", fd, namespace.pid(), "tap0")) {
      helper.awaitReady();
      namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
      assertTrue(helper.isAlive());
    }
  }

  @Test
  void endsWithTheContainerAndResetsConnections() throws IOException {
    try (Slirp4netnsProcess helper =
            Slirp4netnsProcess.started("-c", "-r", "3", namespace.pid(), "tap0");
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      helper.awaitReady();
      try (Socket connection = connect(server)) {
        namespace.close();
        // The client inside is of the container, too.
        assertTrue(helper.isAlive());
        Objects.requireNonNull(client).descendants().forEach(ProcessHandle::destroyForcibly);
        Objects.requireNonNull(client).destroyForcibly();
        assertEquals(0, helper.awaitEnd());
        // The dying client's kernel may have sent FIN; what came after it is a reset all the same.
        assertThrows(
            SocketException.class,
            () -> {
              assertEquals(-1, connection.getInputStream().read());
              connection.getOutputStream().write(1);
            });
      }
    }
  }

  @Test
  void outlivesTheProcessThatNamedTheContainer() {
    Process other = namespace.start("sleep", "100");
    try (Slirp4netnsProcess helper =
        Slirp4netnsProcess.started("-c", "-r", "3", namespace.pid(), "tap0")) {
      helper.awaitReady();
      Path program = Path.of("/proc/" + other.pid() + "/comm");
      await().until(() -> Files.readString(program).equals("sleep\n")); // it is inside
      namespace.close();
      await().during(300, TimeUnit.MILLISECONDS).atMost(5, TimeUnit.SECONDS).until(helper::isAlive);
      other.destroyForcibly();
      assertEquals(0, helper.awaitEnd());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void endsWithAMessageWhenTheTapIsDeleted() {
    try (Slirp4netnsProcess helper = ready()) {
      namespace.inside("ip", "link", "delete", "tap0").outIfOk();
      assertEquals(0, helper.awaitEnd());
      String last = helper.log().lines().toList().getLast();
      assertTrue(last.contains("tap0") && last.contains("somebody has deleted"), last);
    }
  }

  @Test
  void endsAtOnceBySigterm() {
    try (Slirp4netnsProcess helper = ready()) {
      helper.signal("TERM");
      assertEquals(SIGTERM_STATUS, helper.awaitEnd());
      await().until(() -> namespace.interfaces().equals(List.of("lo")));
    }
  }

  @Test
  void printsCountersOnSigusr1() {
    try (Slirp4netnsProcess helper = ready()) {
      namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
      // One that comes before the counters are loaded, which is after the ready byte, is passed
      // over.
      await()
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> {
            helper.signal("USR1");
            return helper.log().contains("slirp4j.packets{direction=from_container} ");
          });
      assertTrue(helper.isAlive());
    }
  }

  private Slirp4netnsProcess ready() {
    return Slirp4netnsProcess.ready("-c", namespace.pid(), "tap0");
  }

  /** Connects a client inside to {@code server} and waits until a byte has come through. */
  private Socket connect(ServerSocket server) throws IOException {
    server.setSoTimeout(TIMEOUT_MILLIS);
    client =
        namespace.start("sh", "-c", "(echo x; sleep 100) | nc 10.0.2.2 " + server.getLocalPort());
    Socket connection = server.accept();
    connection.setSoTimeout(TIMEOUT_MILLIS);
    assertEquals('x', connection.getInputStream().read());
    assertEquals('\n', connection.getInputStream().read());
    return connection;
  }
}
