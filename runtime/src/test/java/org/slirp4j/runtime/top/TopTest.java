package org.slirp4j.runtime.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.client.DaemonClient;
import org.slirp4j.runtime.client.RefusedException;

class TopTest {
  private static final long SECOND = 1_000_000_000L;

  private final JsonArray containers = new JsonArray();
  private final JsonArray flows = new JsonArray();
  private final List<String> asked = new ArrayList<>();
  private final Model model = model(null);
  private @Nullable IOException refused;

  @Test
  void ratesAreDifferencesBetweenTwoLooks() throws IOException {
    containers.add(stats("web", 1, 0, 1_000, 0));
    model.refresh();
    assertEquals(0, row(model, 0).bytesOut(), "nothing is known of the time before");
    containers.set(0, stats("web", 1, 2 * SECOND, 5_000, 600));
    model.refresh();
    assertEquals(2_000, row(model, 0).bytesOut());
    assertEquals(300, row(model, 0).bytesIn());
  }

  @Test
  void aContainerThatWasAttachedAnewHasNoPast() throws IOException {
    containers.add(stats("web", 1, 0, 1_000, 0));
    model.refresh();
    containers.set(0, stats("web", 2, SECOND, 5_000, 0));
    model.refresh();
    assertEquals(0, row(model, 0).bytesOut());
  }

  @Test
  void theBusiestContainerComesFirstAndItsFlowsAreShown() throws IOException {
    containers.add(stats("a", 1, 0, 0, 0));
    containers.add(stats("b", 2, 0, 0, 0));
    model.refresh();
    containers.set(0, stats("a", 1, SECOND, 10, 0));
    containers.set(1, stats("b", 2, SECOND, 1_000, 0));
    model.refresh();
    assertEquals("b", row(model, 0).name());
    assertEquals("b", model.chosen());
    model.order(Order.NAME);
    assertEquals("a", row(model, 0).name());
  }

  @Test
  void aChosenContainerStaysChosen() throws IOException {
    containers.add(stats("a", 1, 0, 0, 0));
    containers.add(stats("b", 2, 0, 0, 0));
    model.refresh();
    model.move(1);
    model.refresh();
    assertEquals("b", model.chosen());
    containers.set(0, stats("a", 1, SECOND, 1_000, 0));
    model.refresh();
    assertEquals("b", model.chosen());
    model.move(5);
    model.refresh();
    assertEquals("b", model.chosen());
    containers.remove(1);
    model.refresh();
    assertEquals("a", model.chosen());
  }

  @Test
  void theWantedContainersFlowsAreAskedForWhenItIsThere() throws IOException {
    Model wanting = model("web");
    wanting.refresh();
    assertEquals(List.of("/api/v1/stats"), asked);
    containers.add(stats("aaa", 1, 0, 0, 0));
    containers.add(stats("web", 2, 0, 0, 0));
    wanting.refresh();
    assertTrue(asked.getLast().startsWith("/api/v1/containers/web/flows"), asked::toString);
  }

  @Test
  void noOthersFlowsAreShownWhenTheWantedContainerHasGone() throws IOException {
    Model wanting = model("web");
    flows.add(flow(7, "10.0.2.100:43512", "192.0.2.1:443"));
    containers.add(stats("aaa", 1, 0, 0, 0));
    containers.add(stats("web", 2, 0, 0, 0));
    wanting.begin();
    assertEquals("/api/v1/containers/web/stats", asked.getFirst());
    assertEquals(1, wanting.totalFlows());
    containers.remove(1);
    wanting.refresh();
    assertEquals("web", wanting.chosen());
    assertEquals(0, wanting.totalFlows());
    assertEquals(List.of(), wanting.flows());
    wanting.move(-1);
    wanting.refresh();
    assertEquals("aaa", wanting.chosen());
  }

  @Test
  void aContainerThatGoesBetweenTwoQuestionsEndsNothing() throws IOException {
    containers.add(stats("web", 1, 0, 0, 0));
    flows.add(flow(7, "10.0.2.100:43512", "192.0.2.1:443"));
    Model model = model(null);
    model.refresh();
    assertEquals(1, model.flows().size());
    refused = refusal(404);
    model.refresh();
    assertEquals(0, model.flows().size());
    refused = refusal(503);
    assertThrows(IOException.class, model::refresh);
  }

  /** Returns what the daemon's client makes of an answer. */
  private static IOException refusal(int status) throws IOException {
    Path socket = Files.createTempDirectory("slirp4j-test").resolve("s");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try (SocketChannel client = listening.accept()) {
              client.read(ByteBuffer.allocate(4096));
              client.write(
                  ByteBuffer.wrap(
                      ("HTTP/1.1 " + status + " x\r\n\r\n").getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
              // The test sees that nothing came.
            }
          });
      return assertThrows(RefusedException.class, () -> new DaemonClient(socket).get("/"));
    } finally {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(socket.resolveSibling(""));
    }
  }

  @Test
  void everyLineFitsIntoEightyColumns() throws IOException {
    containers.add(stats("a-name-that-is-much-longer-than-any-column-can-be", 1, 0, 0, 0));
    flows.add(flow(1, "10.0.2.100:43512", "255.255.255.255:65535"));
    flows.add(flow(999_999, "[fd00::42:acff:fe11:2]:65535", "[2001:db8:1111:2222::7]:443"));
    model.refresh();
    Screen screen = new Screen(80, /* colours= */ false);
    List<String> lines = new ArrayList<>(screen.containers(model.containers(), null));
    lines.addAll(screen.flows(model.flows()));
    assertEquals(5, lines.size());
    for (String line : lines) {
      assertTrue(line.length() <= 80, line);
    }
    assertTrue(lines.get(3).contains("255.255.255.255:65") || lines.get(3).contains(":65535"));
    assertTrue(lines.get(4).contains(":443"), "ports are never cut off");
  }

  @Test
  void moreColumnsShowMore() throws IOException {
    flows.add(flow(7, "10.0.2.100:43512", "[2001:db8:1111:2222:3333:4444:5555:6666]:443"));
    containers.add(stats("web", 1, 0, 0, 0));
    model.refresh();
    String line = new Screen(140, /* colours= */ false).flows(model.flows()).get(1);
    assertTrue(line.contains("[2001:db8:1111:2222:3333:4444:5555:6666]:443"), line);
  }

  @Test
  void namesCannotCommandTheTerminal() {
    assertEquals("a?[2Jb", Terminal.harmless("a\033[2Jb"));
    assertEquals("?", Terminal.harmless("\u202e"));
  }

  private Model model(@Nullable String wanted) {
    return new Model(
        path -> {
          asked.add(path);
          if (refused != null && path.contains("/flows")) {
            throw refused;
          }
          JsonObject answer = new JsonObject();
          answer.add("containers", containers.deepCopy());
          answer.add("flows", flows.deepCopy());
          answer.addProperty("total", flows.size());
          return answer;
        },
        wanted);
  }

  private static ContainerRow row(Model of, int index) {
    return of.containers().get(index);
  }

  private static JsonObject stats(String name, long id, long nanos, long from, long to) {
    JsonObject stats = new JsonObject();
    stats.addProperty("name", name);
    stats.addProperty("id", id);
    stats.addProperty("nanos", nanos);
    stats.addProperty("bytesFromContainer", from);
    stats.addProperty("bytesToContainer", to);
    for (String zero :
        List.of(
            "packetsFromContainer",
            "packetsToContainer",
            "tcpFlows",
            "udpFlows",
            "echoFlows",
            "drops",
            "retransmits",
            "busyNanos")) {
      stats.addProperty(zero, 0);
    }
    return stats;
  }

  private static JsonObject flow(long id, String guest, String peer) {
    JsonObject flow = new JsonObject();
    flow.addProperty("id", id);
    flow.addProperty("protocol", "tcp");
    flow.addProperty("state", "SYN-RECEIVED");
    flow.addProperty("guest", guest);
    flow.addProperty("peer", peer);
    flow.addProperty("ageNanos", 5 * SECOND);
    flow.addProperty("bytesFromContainer", 1_000_000_000_000L);
    flow.addProperty("bytesToContainer", 1_000_000_000_000L);
    return flow;
  }
}
