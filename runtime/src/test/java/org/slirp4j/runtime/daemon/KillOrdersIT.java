package org.slirp4j.runtime.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slirp4j.runtime.client.DaemonClient;
import org.slirp4j.runtime.testing.DaemonProcess;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/**
 * {@code kill -9} of a daemon, a front, a container and an API client in every order: no rule is
 * wrong and nothing is left, neither at once nor after the daemon's restart.
 */
@Tag("kernel")
final class KillOrdersIT {
  /** Who is killed. */
  enum Victim {
    DAEMON,
    FRONT,
    CONTAINER,
    CLIENT
  }

  /** Threads but for those of pools, which come and go, and of the virtual machine. */
  private static final String LIVES = "events|container-watch|loop-.*|slirp4j";

  private DaemonProcess daemon;

  @BeforeEach
  void start() {
    daemon = DaemonProcess.start();
    soon().until(() -> threads("rehearsal") == 0);
  }

  @AfterEach
  void end() {
    daemon.close();
  }

  static List<List<Victim>> orders() {
    List<List<Victim>> orders = new ArrayList<>();
    collect(List.of(), orders);
    return orders;
  }

  private static void collect(List<Victim> begun, List<List<Victim>> orders) {
    if (begun.size() == Victim.values().length) {
      orders.add(begun);
    }
    for (Victim each : Victim.values()) {
      if (!begun.contains(each)) {
        collect(Stream.concat(begun.stream(), Stream.of(each)).toList(), orders);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void killedInEveryOrder(List<Victim> order) throws Exception {
    Held before = held();
    int port = FreePorts.next();
    int other = FreePorts.next();
    try (Namespace container = Namespace.make();
        Namespace served = Namespace.make();
        Slirp4netnsProcess front =
            Slirp4netnsProcess.ready("-c", "--mtu=1500", served.pid(), "tap0")) {
      assertTrue(front.isThin());
      expose(nameOnly(containers()), other, 81, false);
      attach(container);
      long rule = expose("web", port, 80, true);
      Process client = follow();
      for (Victim each : order) {
        if (each == Victim.DAEMON && order.getLast() == each) {
          assertNothingMoreIsHeld(before);
        }
        switch (each) {
          case DAEMON -> daemon.end("KILL");
          case FRONT -> front.signal("KILL");
          case CONTAINER -> kill(container.pid());
          case CLIENT -> client.destroyForcibly(); // has ended by itself if the daemon has
        }
      }
      front.awaitEnd();
      soon().until(() -> served.interfaces().equals(List.of("lo")));
      daemon = daemon.startAgain();
      assertTheRuleWaits(rule, port);
      assertFalse(listens(port), "the rule of a container that is away is open");
      assertFalse(listens(other), "the port of a front that was killed is open");
    }
    assertTheRuleWorksAgain(port);
    call("DELETE", "/api/v1/containers/web?forget=true", null);
    assertEquals(0, containers().size());
    assertEquals(0, list("/api/v1/rules").size());
  }

  private static void kill(String pid) {
    Outcome.of("kill", "-KILL", pid).outIfOk();
  }

  /** Its descriptors and the threads that its containers and clients have. */
  private record Held(int files, int threads) {}

  private Held held() {
    return new Held(daemon.openFiles(), threads(LIVES));
  }

  /** What was a container's or client's is taken away a moment after its death. */
  private void assertNothingMoreIsHeld(Held before) {
    soon().until(this::held, now -> now.files <= before.files && now.threads <= before.threads);
  }

  private int threads(String names) {
    Path tasks = Path.of("/proc/" + daemon.pid() + "/task");
    int count = 0;
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path each : all.toList()) {
        count += name(each).matches(names) ? 1 : 0;
      }
    } catch (IOException e) {
      return Integer.MAX_VALUE; // the process has ended
    }
    return count;
  }

  /** Returns a thread's name, or an empty one when it has just ended. */
  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private void assertTheRuleWaits(long rule, int port) throws IOException {
    JsonArray containers = containers();
    assertEquals("web", nameOnly(containers));
    JsonObject web = containers.get(0).getAsJsonObject();
    assertEquals("awaited", web.get("state").getAsString().toLowerCase(Locale.ROOT));
    JsonArray rules = list("/api/v1/rules");
    assertEquals(1, rules.size(), rules.toString());
    JsonObject kept = rules.get(0).getAsJsonObject();
    assertEquals(rule, kept.get("id").getAsLong());
    assertEquals("127.0.0.1:" + port, kept.get("listen").getAsString());
    assertFalse(kept.get("active").getAsBoolean());
  }

  private void assertTheRuleWorksAgain(int port) throws IOException {
    try (Namespace again = Namespace.make()) {
      attach(again);
      assertTrue(listens(port), "the rule of a container that came back is closed");
      assertEquals(List.of("lo", "tap0"), again.interfaces());
    }
    soon().until(() -> !listens(port));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(10, TimeUnit.SECONDS).pollInterval(10, TimeUnit.MILLISECONDS);
  }

  // ---- the API

  private Path socket() {
    return daemon.front().resolveSibling("api.sock");
  }

  private @Nullable JsonElement call(String method, String path, @Nullable String body)
      throws IOException {
    JsonElement json = body == null ? null : JsonParser.parseString(body);
    return new DaemonClient(socket()).call(method, path, json);
  }

  private JsonArray list(String path) throws IOException {
    JsonElement answer = call("GET", path, null);
    if (answer == null) {
      throw new IOException("no answer");
    }
    return answer.getAsJsonArray();
  }

  private JsonArray containers() throws IOException {
    return list("/api/v1/containers");
  }

  private static String nameOnly(JsonArray containers) {
    assertEquals(1, containers.size(), containers.toString());
    return containers.get(0).getAsJsonObject().get("name").getAsString();
  }

  private void attach(Namespace container) throws IOException {
    call("POST", "/api/v1/containers", "{\"pid\":" + container.pid() + ",\"name\":\"web\"}");
  }

  private long expose(String name, int port, int inside, boolean lasting) throws IOException {
    String rule =
        "{\"container\":\"%s\",\"rule\":\"127.0.0.1:%d:%d\",\"lasting\":%s}"
            .formatted(name, port, inside, lasting);
    JsonElement made = call("POST", "/api/v1/rules", rule);
    return made == null ? 0 : made.getAsJsonObject().get("id").getAsLong();
  }

  /** Starts a process that follows events, and waits until it does. */
  private Process follow() throws IOException {
    int others = threads("events");
    Process client =
        new ProcessBuilder(
                "curl", "-sN", "--unix-socket", socket().toString(), "http://d/api/v1/events")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    soon().until(() -> threads("events") > others);
    return client;
  }
}
