package org.slirp4j.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;

/** RootlessKit's and gvisor-tap-vsock's APIs: what their clients send and what they get. */
final class CompatibleApisTest {
  private static final String POST_PORT =
      "{\"proto\":\"tcp\",\"parentIP\":\"127.0.0.1\",\"parentPort\":8080,\"childPort\":80}";

  private final FakeControl control = new FakeControl().with("web");
  private final ApiCalls daemon = new ApiCalls(control, null);
  private final ApiCalls own = new ApiCalls(control, "web");

  private static String message(Reply.Whole reply) {
    return ApiCalls.json(400, reply).getAsJsonObject().get("message").getAsString();
  }

  private RuleSpec lastRule() throws ControlException {
    return control.rules(null).getLast().rule();
  }

  // ---- RootlessKit

  @Test
  void rootlessKitIsToldAboutTheContainer() {
    assertEquals(
        JsonParser.parseString(
            """
            {"apiVersion":"1.1.1","version":"0","stateDir":"/run/user/1000/slirp4j","childPID":7,
             "networkDriver":{"driver":"slirp4j","dns":["10.0.2.3"],"childIP":"10.0.2.100",
               "dynamicChildIP":false},
             "portDriver":{"driver":"slirp4j","protos":["tcp","tcp4","tcp6","udp","udp4","udp6"],
               "disallowLoopbackChildIP":false}}
            """),
        own.get("/v1/info"));
  }

  @Test
  void rootlessKitAddsListsAndRemovesPorts() throws ControlException {
    JsonObject added = own.post("/v1/ports", POST_PORT);
    assertEquals(
        "{\"proto\":\"tcp\",\"parentIP\":\"127.0.0.1\",\"parentPort\":8080,\"childPort\":80}",
        added.get("spec").toString());
    RuleInfo rule = control.rules("web").getFirst();
    assertEquals("rootlesskit", rule.source());
    assertEquals(new RuleSpec(false, "tcp", "127.0.0.1:8080", "80", null), rule.rule());
    assertEquals("[" + added + "]", own.get("/v1/ports").toString());
    long id = added.get("id").getAsLong();
    assertEquals(200, own.call("DELETE", "/v1/ports/" + id, "").status());
    assertEquals("[]", own.get("/v1/ports").toString());
    assertTrue(message(own.call("DELETE", "/v1/ports/" + id, "")).contains("no port"));
  }

  @Test
  void rootlessKitsAddressesAndFamiliesAreUnderstood() throws ControlException {
    own.post(
        "/v1/ports",
        "{\"proto\":\"udp6\",\"parentIP\":\"::1\",\"parentPort\":53,\"childIP\":\"fd00::100\","
            + "\"childPort\":53}");
    assertEquals(new RuleSpec(false, "udp", "[::1]:53", "[fd00::100]:53", null), lastRule());
    own.post("/v1/ports", "{\"proto\":\"tcp4\",\"parentPort\":1,\"childPort\":2}");
    assertEquals(new RuleSpec(false, "tcp", "0.0.0.0:1", "2", null), lastRule());
    own.post("/v1/ports", "{\"proto\":\"tcp6\",\"parentPort\":1,\"childPort\":2}");
    assertEquals(new RuleSpec(false, "tcp", "[::]:1", "2", null), lastRule());
    own.post("/v1/ports", "{\"proto\":\"tcp\",\"parentIP\":\"\",\"parentPort\":1,\"childPort\":2}");
    assertEquals(new RuleSpec(false, "tcp", "1", "2", null), lastRule());
  }

  @Test
  void rootlessKitIsToldWhatIsWrong() {
    assertTrue(message(own.call("POST", "/v1/ports", "x")).contains("JSON"));
    assertTrue(message(own.call("POST", "/v1/ports", "{}")).contains("proto"));
    assertTrue(
        message(own.call("POST", "/v1/ports", POST_PORT.replace("tcp", "sctp"))).contains("sctp"));
    assertTrue(
        message(own.call("POST", "/v1/ports", POST_PORT.replace("tcp", "tcp6")))
            .contains("family"));
    assertTrue(
        message(own.call("POST", "/v1/ports", POST_PORT.replace("127.0.0.1", "eth0")))
            .contains("IP address"));
    own.post("/v1/ports", POST_PORT);
    assertTrue(message(own.call("POST", "/v1/ports", POST_PORT)).contains("taken"));
  }

  @Test
  void aRangeIsListedPortByPortAndWhatHasNoWordsIsNot() throws ControlException {
    control.expose("web", new RuleSpec(false, "tcp", "8000-8002", "80-82", null), "cli", true);
    control.expose("web", new RuleSpec(false, "tcp", "unix:/run/x", "80", null), "cli", true);
    control.expose("web", new RuleSpec(true, "tcp", "5432", "5432", null), "cli", true);
    JsonArray ports = own.get("/v1/ports").getAsJsonArray();
    assertEquals(3, ports.size());
    JsonObject last = ports.get(2).getAsJsonObject();
    assertEquals(
        "{\"proto\":\"tcp\",\"parentIP\":\"\",\"parentPort\":8002,\"childPort\":82}",
        last.get("spec").toString());
    control.expose("web", new RuleSpec(false, "udp", "1-65535", "1-65535", null), "cli", true);
    assertEquals(SinglePort.MAX_LISTED, own.get("/v1/ports").getAsJsonArray().size());
  }

  @Test
  void aContainersSocketKnowsItsContainerOnly() throws ControlException {
    control.with("db");
    long id =
        control.expose("db", new RuleSpec(false, "tcp", "5432", "5432", null), "cli", true).id();
    assertEquals("[]", own.get("/v1/ports").toString());
    assertEquals("[]", own.get("/v1/ports?container=db").toString());
    assertTrue(message(own.call("DELETE", "/v1/ports/" + id, "")).contains("no port"));
    ApiCalls.problem(404, own.call("GET", "/api/v1/containers", ""));
    ApiCalls.problem(404, own.call("GET", "/api/v1/rules", ""));
    ApiCalls.problem(404, own.call("GET", "/api/v1/events", ""));
    assertEquals(1, control.rules("db").size());
  }

  @Test
  void theDaemonsSocketAsksWhichContainerIsMeant() throws ControlException {
    assertEquals("[]", daemon.get("/v1/ports").toString());
    control.with("db");
    assertTrue(message(daemon.call("GET", "/v1/ports", "")).contains("?container=NAME"));
    assertEquals("[]", daemon.get("/v1/ports?container=db").toString());
    assertTrue(message(daemon.call("GET", "/v1/ports?container=x", "")).contains("x"));
    control.detach("db", true);
    control.detach("web", true);
    assertTrue(message(daemon.call("GET", "/v1/info", "")).contains("no container"));
  }

  // ---- gvisor-tap-vsock

  private Reply.Whole expose(String local, String remote, String protocol) {
    JsonObject body = new JsonObject();
    body.addProperty("local", local);
    body.addProperty("remote", remote);
    body.addProperty("protocol", protocol);
    return own.call("POST", "/services/forwarder/expose", body.toString());
  }

  private Reply.Whole unexpose(String local, String protocol) {
    JsonObject body = new JsonObject();
    body.addProperty("local", local);
    body.addProperty("protocol", protocol);
    return own.call("POST", "/services/forwarder/unexpose", body.toString());
  }

  @Test
  void gvproxyExposesListsAndUnexposes() throws ControlException {
    Reply.Whole reply =
        own.call(
            "POST",
            "/services/forwarder/expose",
            "{\"local\":\":6443\",\"remote\":\"192.168.127.2:6443\"}");
    assertEquals(200, reply.status(), reply.body());
    assertEquals("", reply.body());
    assertEquals("gvproxy", control.rules(null).getFirst().source());
    assertEquals(new RuleSpec(false, "tcp", "6443", "192.168.127.2:6443", null), lastRule());
    assertEquals(200, expose("localhost:53", ":53", "udp").status());
    assertEquals(new RuleSpec(false, "udp", "127.0.0.1:53", "53", null), lastRule());
    assertEquals(200, expose("/run/x.sock", "tcp://192.168.127.2:22", "unix").status());
    assertEquals(
        new RuleSpec(false, "tcp", "unix:/run/x.sock", "192.168.127.2:22", null), lastRule());
    assertEquals(
        JsonParser.parseString(
            """
            [{"local":":6443","remote":"192.168.127.2:6443","protocol":"tcp"},
             {"local":"127.0.0.1:53","remote":"10.0.2.100:53","protocol":"udp"},
             {"local":"/run/x.sock","remote":"tcp://192.168.127.2:22","protocol":"unix"}]
            """),
        own.get("/services/forwarder/all"));
    assertEquals(200, unexpose("/run/x.sock", "unix").status());
    assertEquals(200, unexpose(":6443", "").status());
    assertEquals(200, unexpose("127.0.0.1:53", "udp").status());
    assertEquals(0, control.rules(null).size());
  }

  @Test
  void gvproxyIsToldWhatIsWrongInPlainText() {
    assertEquals(200, expose(":80", ":80", "tcp").status());
    Reply.Whole taken = expose(":80", ":80", "tcp");
    assertEquals(409, taken.status());
    assertEquals("80 is taken by 2\n", taken.body());
    assertEquals(404, unexpose(":81", "tcp").status());
    assertEquals(404, unexpose(":80", "udp").status());
    assertEquals(400, expose("\\\\.\\pipe", "x", "npipe").status());
    assertEquals(400, expose("/run/x", "ssh-tunnel://u@h:22/x", "unix").status());
    assertEquals(400, own.call("POST", "/services/forwarder/expose", "x").status());
    assertEquals(405, own.call("GET", "/services/forwarder/expose", "").status());
    assertEquals(
        410, own.call("GET", "/services/dns/all", "").status(), "the fake is not attached");
    assertEquals(410, own.call("POST", "/services/dns/add", "{}").status());
    assertEquals(410, own.call("GET", "/stats", "").status());
  }
}
