package org.slirp4j.runtime.netns;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.testing.Api;
import org.slirp4j.runtime.testing.DatagramServer;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.RootlessRoot;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/**
 * A host of its own with a container, whose services are asked from another host.
 *
 * <pre>
 *   far                        host                        container
 *   down0 10.9.0.2, fd99::2 ── up0 10.9.0.1, fd99::1 ┄┄┄┄┄ tap0 10.0.2.100, fd00::…
 * </pre>
 */
@Tag("kernel")
final class SourceAddressIT {
  private static final int SOURCE_PORT = 5_555;
  private static final int SOURCE_PORT_6 = 5_556;

  @TempDir Path folder;

  private RootlessRoot host;
  private Namespace far;
  private Namespace container;
  private Slirp4netnsProcess helper;
  private Api api;

  @BeforeEach
  void make() {
    host = RootlessRoot.unconnected();
    far = host.namespace();
    container = host.namespace();
    host.shell(
        "set -e; ip link set lo up; ip link add up0 type veth peer name down0 netns "
            + far.pid()
            + "; ip addr add 10.9.0.1/24 dev up0; ip addr add fd99::1/64 dev up0 nodad;"
            + " ip link set up0 up");
    far.insideShell(
            "set -e; ip addr add 10.9.0.2/24 dev down0; ip addr add fd99::2/64 dev down0 nodad;"
                + " ip link set down0 up")
        .outIfOk();
    api = new Api(folder.resolve("api"));
    helper =
        Slirp4netnsProcess.readyBy(
            host.entering(),
            "-c",
            "--enable-ipv6",
            "--api-socket=" + api.path(),
            container.pid(),
            "tap0");
  }

  @AfterEach
  void end() {
    assertTrue(helper.isAlive(), helper::log);
    helper.close();
    container.close();
    far.close();
    host.close();
  }

  /** Returns the container's global address, when that may be used. */
  private String guest6() {
    String line = "ip -6 -o addr show dev tap0 scope global -tentative | awk '{print $4}'";
    String found =
        await()
            .atMost(10, SECONDS)
            .until(() -> container.insideShell(line).outIfOk().strip(), text -> !text.isEmpty());
    return found.substring(0, found.indexOf('/'));
  }

  private int forward(String protocol, String at, String guest) throws IOException {
    int port = FreePorts.next();
    String reply =
        api.ask(
            """
            {"execute":"add_hostfwd","arguments":{"proto":"%s","host_addr":"%s","host_port":%d,\
            "guest_addr":"%s","guest_port":80}}\
            """
                .formatted(protocol, at, port, guest));
    assertTrue(reply.contains("\"id\""), reply);
    return port;
  }

  /** Asks from afar; returns what the service says of its client. */
  private String ask(String protocol, String at, int port) {
    int from = at.startsWith("[") ? SOURCE_PORT_6 : SOURCE_PORT;
    String to = protocol + ":" + at + ":" + port + ",sourceport=" + from;
    return far.insideShell("echo | socat -t 2 - " + to).outIfOk().strip();
  }

  private static void assertClient(String address, int port, String answer) throws IOException {
    String[] words = answer.split(" ", 2);
    assertEquals(2, words.length, answer);
    String seen = words[0].replaceAll("[\\[\\]]|%.*", "");
    assertEquals(InetAddress.ofLiteral(address), InetAddress.ofLiteral(seen), answer);
    assertEquals(Integer.toString(port), words[1]);
  }

  @Test
  void servicesSeeTheirClientsByTcpOfBothFamilies() throws IOException {
    String who = ",fork,reuseaddr SYSTEM:'read line; echo $SOCAT_PEERADDR $SOCAT_PEERPORT'";
    List<Process> servers =
        List.of(
            container.start("sh", "-c", "exec socat TCP4-LISTEN:80" + who),
            container.start("sh", "-c", "exec socat TCP6-LISTEN:80,ipv6only=1" + who));
    try {
      await()
          .atMost(10, SECONDS)
          .until(() -> container.inside("ss", "-Htln").outIfOk().lines().count() == 2);
      int port = forward("tcp", "0.0.0.0", "10.0.2.100");
      assertClient("10.9.0.2", SOURCE_PORT, ask("TCP4", "10.9.0.1", port));
      int port6 = forward("tcp", "::", guest6());
      assertClient("fd99::2", SOURCE_PORT_6, ask("TCP6", "[fd99::1]", port6));
    } finally {
      servers.forEach(Process::destroy);
    }
  }

  @Test
  void servicesSeeTheirClientsByUdpOfBothFamilies() throws IOException {
    try (DatagramServer _ = DatagramServer.start(container, 80)) {
      int port = forward("udp", "0.0.0.0", "10.0.2.100");
      assertClient("10.9.0.2", SOURCE_PORT, ask("UDP4", "10.9.0.1", port));
      int port6 = forward("udp", "::", guest6());
      assertClient("fd99::2", SOURCE_PORT_6, ask("UDP6", "[fd99::1]", port6));
    }
  }
}
