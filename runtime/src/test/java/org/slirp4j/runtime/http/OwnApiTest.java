package org.slirp4j.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.tapdev.NamespaceTarget;

/** The API under /api/v1: what clients send and what they get. */
final class OwnApiTest {
  private static final String CONTAINERS = "/api/v1/containers";
  private static final String RULES = "/api/v1/rules";

  private final FakeControl control = new FakeControl();
  private final ApiCalls api = new ApiCalls(control, null);

  @Test
  void aContainerIsAttachedByItsProcessWithAllDefaults() {
    JsonObject container = api.post(CONTAINERS, "{\"pid\":42}");
    assertEquals("container-1", container.get("name").getAsString());
    assertEquals("attached", container.get("state").getAsString());
    assertEquals(42, container.get("pid").getAsInt());
    AttachRequest asked = control.lastAttach();
    assertEquals(new NamespaceTarget.OfPid(42, null), asked.target());
    assertEquals("tap0", asked.tapName());
    assertTrue(asked.configured());
    assertTrue(asked.lasting());
    assertEquals("api", asked.source());
    assertEquals(65_520, asked.network().mtu());
    assertNull(asked.network().cidr6());
  }

  @Test
  void aContainerIsAttachedByItsPathWithEverySetting() {
    api.post(
        CONTAINERS,
        """
        {"name":"web","netns":"/run/netns/web","userns":"/proc/1/ns/user","tap":"eth0",
         "configure":false,"macAddress":"52:54:00:12:34:56","source":"cli","lasting":false,
         "network":{"mtu":1500,"cidr":"192.168.127.0/24","cidr6":"fd01::/64",
           "hostLoopback":false,"dns":false,"outboundAddress":"192.0.2.1",
           "outboundAddress6":"2001:db8::1"},
         "settings":{"sourceAddress":"fast","auto":"1024-65535","networks":["blue"]}}
        """);
    AttachRequest asked = control.lastAttach();
    assertEquals("web", asked.name());
    assertEquals(new NamespaceTarget.OfPath("/run/netns/web", "/proc/1/ns/user"), asked.target());
    assertEquals("eth0", asked.tapName());
    assertEquals("52:54:00:12:34:56", String.valueOf(asked.macAddress()));
    assertEquals(1500, asked.network().mtu());
    assertEquals(24, asked.network().cidr().prefixBits());
    assertTrue(asked.network().ipv6());
    assertEquals(false, asked.network().hostLoopback() || asked.network().dns());
    assertEquals("cli", asked.source());
    assertEquals(false, asked.lasting() || asked.configured());
    assertEquals(true, asked.settings().fast());
    assertEquals("1024-65535", asked.settings().auto());
    assertEquals(List.of("blue"), asked.settings().networks());
  }

  @Test
  void aWrongBodyIsToldByTheNameOfTheField() {
    assertDetail("either pid or netns", "{}");
    assertDetail("either pid or netns", "{\"pid\":1,\"netns\":\"/x\"}");
    assertDetail("no process", "{\"pid\":-1}");
    assertDetail("pid is to be a whole number", "{\"pid\":1.5}");
    assertDetail("pid is to be a whole number", "{\"pid\":99999999999}");
    assertDetail("pid is to be a whole number", "{\"pid\":1e999999999}");
    assertDetail("pid is to be a whole number", "{\"pid\":\"1\"}");
    assertDetail("absolute path", "{\"netns\":\"x\"}");
    assertDetail("netns is to be a text", "{\"netns\":7}");
    assertDetail("configure is to be true or false", "{\"pid\":1,\"configure\":1}");
    assertDetail("network is to be an object", "{\"pid\":1,\"network\":[]}");
    assertDetail("no field network.\"mtv\"", "{\"pid\":1,\"network\":{\"mtv\":1}}");
    assertDetail("MTU", "{\"pid\":1,\"network\":{\"mtu\":1}}");
    assertDetail("CIDR", "{\"pid\":1,\"network\":{\"cidr\":\"x\"}}");
    assertDetail("no field \"pidd\"", "{\"pid\":1,\"pidd\":1}");
    assertDetail("keep or fast", "{\"pid\":1,\"settings\":{\"sourceAddress\":\"x\"}}");
    assertDetail("list of texts", "{\"pid\":1,\"settings\":{\"networks\":[1]}}");
    assertDetail("macAddress", "{\"pid\":1,\"macAddress\":\"x\"}");
    assertDetail("source", "{\"pid\":1,\"source\":\"a b\"}");
  }

  @Test
  void whatIsNoJsonObjectIsRefused() {
    assertDetail("one JSON object", "");
    assertDetail("one JSON object", "[]");
    assertDetail("one JSON object", "7");
    assertDetail("JSON", "{\"pid\":1} x");
    assertDetail("JSON", "{pid:1}");
    assertDetail("JSON object: End of input", "{\"pid\":1");
    assertDetail("JSON", "[".repeat(10_000));
    assertDetail("JSON", "{\"a\":".repeat(100));
    assertDetail("\"pid\" is there twice", "{\"pid\":1,\"name\":\"a\",\"pid\":2}");
    assertDetail(
        "\"mtu\" is there twice", "{\"network\":{\"mtu\":1500,\"mt\\u0075\":9000},\"pid\":1}");
  }

  @Test
  void numbersThatAreNoneAreRefused() {
    for (String number :
        List.of("NaN", "Infinity", "-Infinity", "01", "1.", "0x10", "9".repeat(60_000))) {
      assertDetail("JSON", "{\"pid\":" + number + "}");
    }
    for (String number : List.of("1.5", "1e99", "1e999999999", "1e-999999999", "4294967297")) {
      assertDetail("pid is to be a whole number", "{\"pid\":" + number + "}");
    }
  }

  private void assertDetail(String expected, String body) {
    String detail = ApiCalls.problem(400, api.call("POST", CONTAINERS, body));
    assertTrue(detail.contains(expected), detail);
    assertTrue(detail.indexOf('\n') < 0, detail);
  }

  @Test
  void containersAreListedChangedAndDetached() {
    control.with("web").with("db");
    assertEquals(2, api.get(CONTAINERS).getAsJsonArray().size());
    assertEquals("db", api.get(CONTAINERS + "/db").getAsJsonObject().get("name").getAsString());
    JsonObject changed =
        ApiCalls.json(
                200,
                api.call(
                    "PATCH",
                    CONTAINERS + "/db",
                    "{\"settings\":{\"auto\":\"80\",\"sourceAddress\":\"fast\"}}"))
            .getAsJsonObject();
    assertEquals("80", changed.getAsJsonObject("settings").get("auto").getAsString());
    changed =
        ApiCalls.json(200, api.call("PATCH", CONTAINERS + "/db", "{\"settings\":{\"auto\":null}}"))
            .getAsJsonObject();
    assertNull(changed.getAsJsonObject("settings").get("auto"));
    assertEquals("fast", changed.getAsJsonObject("settings").get("sourceAddress").getAsString());
    assertEquals(204, api.call("DELETE", CONTAINERS + "/db?forget", "").status());
    assertEquals(
        "there is no container db", ApiCalls.problem(404, api.call("GET", CONTAINERS + "/db", "")));
    ApiCalls.problem(404, api.call("DELETE", CONTAINERS + "/db", ""));
    ApiCalls.problem(404, api.call("PATCH", CONTAINERS + "/db", "{}"));
    ApiCalls.problem(400, api.call("DELETE", CONTAINERS + "/web?forget=maybe", ""));
  }

  @Test
  void aNameThatIsTakenIsAConflict() {
    control.with("web");
    ApiCalls.problem(409, api.call("POST", CONTAINERS, "{\"pid\":1,\"name\":\"web\"}"));
  }

  @Test
  void aRuleIsAddedAsAWordOrInParts() {
    control.with("web");
    JsonObject word =
        api.post(RULES, "{\"container\":\"web\",\"rule\":\"8080:80\",\"source\":\"cli\"}");
    assertEquals("8080:80/tcp", word.get("rule").getAsString());
    assertEquals("8080", word.get("listen").getAsString());
    assertEquals("80", word.get("target").getAsString());
    assertEquals("cli", word.get("source").getAsString());
    assertTrue(word.get("lasting").getAsBoolean());
    assertNull(word.get("sourceAddress"));
    JsonObject parts =
        api.post(
            RULES,
            """
            {"container":"web","protocol":"udp","listen":"[::1]:53","target":"53",
             "sourceAddress":"keep","reverse":true,"lasting":false}
            """);
    assertEquals("[::1]:53:53/udp", parts.get("rule").getAsString());
    assertTrue(parts.get("reverse").getAsBoolean());
    assertEquals("keep", parts.get("sourceAddress").getAsString());
    assertEquals(2000, parts.get("bytesOut").getAsLong());
  }

  @Test
  void rulesAreFoundByContainerAndByTheirText() {
    control.with("web").with("db");
    api.post(RULES, "{\"container\":\"web\",\"rule\":\"127.0.0.1:8080:80\"}");
    api.post(RULES, "{\"container\":\"db\",\"rule\":\"5432\"}");
    assertEquals(2, api.get(RULES).getAsJsonArray().size());
    assertEquals(1, api.get(RULES + "?container=db").getAsJsonArray().size());
    assertEquals(1, api.get(RULES + "?rule=127.0.0.1:8080:80/tcp").getAsJsonArray().size());
    assertEquals(0, api.get(RULES + "?rule=8080:80").getAsJsonArray().size());
    ApiCalls.problem(404, api.call("GET", RULES + "?container=x", ""));
    ApiCalls.problem(400, api.call("GET", RULES + "?rule=x:y", ""));
  }

  @Test
  void aRuleIsLookedAtAndRemovedByItsId() {
    control.with("web");
    long id = api.post(RULES, "{\"container\":\"web\",\"rule\":\"80\"}").get("id").getAsLong();
    assertEquals(id, api.get(RULES + "/" + id).getAsJsonObject().get("id").getAsLong());
    assertEquals(204, api.call("DELETE", RULES + "/" + id + "?cut=true", "").status());
    ApiCalls.problem(404, api.call("GET", RULES + "/" + id, ""));
    ApiCalls.problem(404, api.call("DELETE", RULES + "/" + id, ""));
    ApiCalls.problem(400, api.call("DELETE", RULES + "/x", ""));
    ApiCalls.problem(400, api.call("DELETE", RULES + "/-1", ""));
    ApiCalls.problem(400, api.call("DELETE", RULES + "/99999999999999999999", ""));
  }

  @Test
  void aWrongRuleIsRefused() {
    control.with("web");
    ApiCalls.problem(400, api.call("POST", RULES, "{\"container\":\"web\",\"rule\":\"x:\"}"));
    ApiCalls.problem(400, api.call("POST", RULES, "{\"container\":\"web\"}"));
    ApiCalls.problem(400, api.call("POST", RULES, "{\"rule\":\"80\"}"));
    ApiCalls.problem(404, api.call("POST", RULES, "{\"container\":\"x\",\"rule\":\"80\"}"));
    api.post(RULES, "{\"container\":\"web\",\"rule\":\"80\"}");
    ApiCalls.problem(409, api.call("POST", RULES, "{\"container\":\"web\",\"rule\":\"80\"}"));
  }

  @Test
  void eventsComeAsLinesUntilTheClientGoes() throws ControlException {
    Pipe pipe = stream("/api/v1/events", "");
    control.with("web");
    assertEquals(
        """
        {"sequence":1,"time":"1970-01-01T00:00:00Z","type":"container.attached",\
        "container":"web","details":{"key":"value"}}
        """,
        pipe.taken.getFirst());
    assertEquals(1, control.listeners());
    pipe.close();
    assertEquals(0, control.listeners());
  }

  @Test
  void eventsOfOneContainerComeForBrowsersAsWell() throws ControlException {
    Pipe pipe = stream("/api/v1/events?container=db", "text/event-stream");
    control.with("web").with("db");
    assertEquals(1, pipe.taken.size());
    String event = pipe.taken.getFirst();
    assertTrue(event.startsWith("event: container.attached\ndata: {\"sequence\":2,"), event);
    assertTrue(event.endsWith("}\n\n"), event);
  }

  @Test
  void whoReadsTooSlowlyIsToldHowManyEventsAreLost() throws ControlException {
    Pipe pipe = stream("/api/v1/events", "");
    control.tell("a", "x");
    pipe.full = true;
    control.tell("b", "x");
    control.tell("c", "x");
    pipe.full = false;
    control.tell("d", "x");
    assertEquals(3, pipe.taken.size());
    assertEquals("{\"type\":\"events.lost\",\"lost\":2}\n", pipe.taken.get(1));
    assertTrue(pipe.taken.get(2).contains("\"type\":\"d\""));
  }

  private Pipe stream(String path, String accept) throws ControlException {
    Pipe pipe = new Pipe();
    assertInstanceOf(Reply.Streamed.class, api.reply("GET", path, "", accept))
        .producer()
        .begin(pipe);
    return pipe;
  }

  /** A stream whose client reads when the test says so. */
  private static final class Pipe implements Outlet {
    final List<String> taken = new ArrayList<>();
    boolean full;
    private @Nullable Runnable onClosed;

    @Override
    public boolean offer(byte[] bytes) {
      if (!full) {
        taken.add(new String(bytes, StandardCharsets.UTF_8));
      }
      return !full;
    }

    @Override
    public void onClosed(Runnable task) {
      onClosed = task;
    }

    @Override
    public void end() {
      close();
    }

    void close() {
      if (onClosed != null) {
        onClosed.run();
      }
    }
  }

  @Test
  void theVersionIsTold() {
    assertEquals("v1", api.get("/api/v1/version").getAsJsonObject().get("api").getAsString());
  }
}
