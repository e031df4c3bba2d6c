package org.slirp4j.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slirp4j.runtime.testing.DaemonProcess;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Namespace;

/**
 * What a real daemon answers is what its description says, path by path, status by status and field
 * by field; and the other way round.
 */
@Tag("kernel")
@Timeout(120)
final class OpenApiIT {
  /** What only goes wrong in ways that this test does not bring about. */
  private static final Set<String> UNSEEN_FIELDS =
      Set.of("Container.problem", "Event.lost", "Rule.problem");

  private final DaemonProcess daemon = DaemonProcess.start();
  private final Namespace container = Namespace.make();
  private final Set<String> seenAnswers = new TreeSet<>();
  private final Set<String> seenFields = new TreeSet<>();
  private JsonObject document = new JsonObject();

  @BeforeEach
  void read() throws IOException {
    document = JsonParser.parseString(body(send("GET", "/openapi.json", null))).getAsJsonObject();
  }

  @AfterEach
  void end() {
    container.close();
    daemon.close();
  }

  private String send(String method, String path, @Nullable String body) throws IOException {
    try (RawClient client = new RawClient(daemon.front().resolveSibling("api.sock"))) {
      String text = body == null ? "" : body;
      client.send(
          "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(method, path, text.length(), text));
      String head = client.readUntil("\r\n\r\n");
      boolean stream = path.contains("/events") || path.contains("/capture");
      return stream && head.startsWith("HTTP/1.1 200 ") ? head : head + client.readAll();
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /**
   * Asks, and checks that the answer is as it is described.
   *
   * @param template the path as the description has it
   * @param more what is put in its braces, and the query
   * @return its JSON, or a null of JSON's
   */
  private JsonElement ask(int status, String method, String template, String more, String body)
      throws IOException {
    String path =
        template.contains("{")
            ? template.replaceFirst("\\{[a-z]+}", more.replaceFirst("\\?.*", ""))
                + (more.contains("?") ? more.substring(more.indexOf('?')) : "")
            : template + more;
    String answer = send(method, path, body.replace('\'', '"'));
    String what = method + " " + path + "\n" + answer;
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), what);
    JsonObject operation =
        document.getAsJsonObject("paths").getAsJsonObject(template).getAsJsonObject(lower(method));
    JsonObject described = operation.getAsJsonObject("responses").getAsJsonObject("" + status);
    assertNotNull(described, () -> "not described: " + what);
    seenAnswers.add(method + " " + template + " " + status);
    JsonObject content = resolved(described).getAsJsonObject("content");
    if (content == null) {
      assertEquals("", body(answer), what);
      return new JsonObject();
    }
    String type = answer.replaceFirst("(?s).*content-type: ([^;\r]+).*", "$1");
    JsonObject media = content.getAsJsonObject(type);
    assertNotNull(media, () -> "of another type: " + what);
    if (!type.endsWith("json") || type.endsWith("ndjson")) {
      return new JsonObject();
    }
    JsonElement json = JsonParser.parseString(body(answer));
    if (media.has("schema")) {
      check(media.getAsJsonObject("schema"), json, what);
    }
    return json;
  }

  private static String lower(String method) {
    return method.toLowerCase(Locale.ROOT);
  }

  private JsonObject resolved(JsonObject of) {
    if (!of.has("$ref")) {
      return of;
    }
    JsonObject at = document;
    for (String step : of.get("$ref").getAsString().substring(2).split("/", -1)) {
      at = at.getAsJsonObject(step);
    }
    return at;
  }

  private void check(JsonObject reference, JsonElement value, String what) {
    JsonObject schema = resolved(reference);
    if (schema.has("enum")) {
      assertTrue(schema.getAsJsonArray("enum").contains(value), value + " in " + what);
    }
    if (value instanceof JsonObject object) {
      assertTrue(isOf(schema, "object"), what);
      String name = reference.has("$ref") ? reference.get("$ref").getAsString() : "";
      checkFields(name.substring(name.lastIndexOf('/') + 1), schema, object, what);
    } else if (value instanceof JsonArray array) {
      assertTrue(isOf(schema, "array"), what);
      array.forEach(each -> check(schema.getAsJsonObject("items"), each, what));
    } else if (value instanceof JsonPrimitive primitive) {
      String type = primitive.isBoolean() ? "boolean" : primitive.isString() ? "string" : "integer";
      assertTrue(isOf(schema, type), value + " is no " + schema + " in " + what);
    } else {
      assertTrue(isOf(schema, "null"), what);
    }
  }

  private static boolean isOf(JsonObject schema, String type) {
    JsonElement types = schema.get("type");
    return types instanceof JsonArray several
        ? several.contains(new JsonPrimitive(type))
        : types != null && types.getAsString().equals(type);
  }

  private void checkFields(String name, JsonObject schema, JsonObject object, String what) {
    if (schema.has("required")) {
      for (JsonElement each : schema.getAsJsonArray("required")) {
        assertTrue(object.has(each.getAsString()), each + " is missing in " + what);
      }
    }
    if (!schema.has("properties") && !schema.has("additionalProperties")) {
      return; // any object: the description itself
    }
    for (Map.Entry<String, JsonElement> field : object.entrySet()) {
      JsonObject properties = schema.getAsJsonObject("properties");
      JsonObject described = properties == null ? null : properties.getAsJsonObject(field.getKey());
      if (described == null && schema.has("additionalProperties")) {
        described = schema.getAsJsonObject("additionalProperties");
      }
      assertNotNull(described, () -> field.getKey() + " is not described: " + what);
      seenFields.add(name + "." + field.getKey());
      check(described, field.getValue(), what);
    }
  }

  @Test
  void answersAndTheirDescriptionAreTheSame() throws Exception {
    askContainersAndViews();
    askRules();
    askCompatibleApis();
    ask(204, "DELETE", "/api/v1/containers/{name}", "web?forget", "");
    ask(404, "DELETE", "/api/v1/containers/{name}", "web", "");
    everyOperationWasAnswered();
    everyDescribedFieldWasSeen();
  }

  private void askContainersAndViews() throws IOException {
    String all = "/api/v1/containers";
    String one = "/api/v1/containers/{name}";
    String attach =
        "{'name':'web','pid':%s,'limits':{'sockets':100,'memoryMib':16},'settings':"
            + "{'sourceAddress':'keep','auto':'9999','networks':[]}}";
    attach = attach.formatted(container.pid());
    ask(201, "POST", all, "", attach);
    ask(409, "POST", all, "", attach);
    ask(400, "POST", all, "", "{'name':'web'}");
    assertEquals(1, ask(200, "GET", all, "", "").getAsJsonArray().size());
    ask(200, "GET", one, "web", "");
    ask(404, "GET", one, "nobody", "");
    ask(200, "PATCH", one, "web", "{'settings':{'sourceAddress':'fast'}}");
    ask(400, "PATCH", one, "web", "{'settings':{'sourceAddress':'x'}}");
    ask(404, "PATCH", one, "nobody", "{}");
    ask(200, "GET", "/api/v1/stats", "", "");
    ask(200, "GET", one + "/stats", "web", "");
    ask(404, "GET", one + "/stats", "nobody", "");
    String flows = one + "/flows";
    Process open = container.start("bash", "-c", "exec 3<>/dev/udp/10.0.2.3/9; echo >&3; sleep 60");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process tcp =
          container.start(
              "bash",
              "-c",
              "exec 3<>/dev/tcp/10.0.2.2/%d; sleep 60".formatted(server.getLocalPort()));
      server.accept().setSoLinger(true, 0);
      assertTrue(
          !ask(200, "GET", flows, "web?limit=9", "")
              .getAsJsonObject()
              .getAsJsonArray("flows")
              .isEmpty());
      tcp.destroyForcibly();
    } finally {
      open.destroyForcibly();
    }
    ask(400, "GET", flows, "web?limit=-1", "");
    ask(400, "GET", flows, "web?limit=10001", "");
    ask(404, "GET", flows, "nobody", "");
    ask(200, "GET", one + "/capture", "web", "");
    ask(404, "GET", one + "/capture", "nobody", "");
    ask(200, "GET", "/api/v1/events", "", "");
    ask(200, "GET", "/api/v1/version", "", "");
    ask(200, "GET", "/openapi.json", "", "");
    ask(200, "GET", "/metrics", "", "");
  }

  private void askRules() throws IOException {
    String all = "/api/v1/rules";
    String one = "/api/v1/rules/{id}";
    String rule =
        "{'container':'web','rule':'127.0.0.1:%d:80','sourceAddress':'fast'}"
            .formatted(FreePorts.next());
    String id = ask(201, "POST", all, "", rule).getAsJsonObject().get("id").getAsString();
    ask(409, "POST", all, "", rule);
    ask(400, "POST", all, "", "{'container':'web','rule':'x'}");
    ask(404, "POST", all, "", rule.replace("web", "nobody"));
    ask(200, "GET", all, "?container=web", "");
    ask(404, "GET", all, "?container=nobody", "");
    ask(400, "GET", all, "?rule=x", "");
    ask(200, "GET", one, id, "");
    ask(404, "GET", one, "999999", "");
    ask(400, "GET", one, "x", "");
    ask(204, "DELETE", one, id + "?cut", "");
    ask(404, "DELETE", one, id, "");
    ask(400, "DELETE", one, id + "?cut=perhaps", "");
  }

  private void askCompatibleApis() throws IOException {
    ask(200, "GET", "/v1/info", "", "");
    ask(400, "GET", "/v1/info", "?container=nobody", "");
    String port =
        "{'proto':'tcp','parentIP':'127.0.0.1','parentPort':%d,'childIP':'10.0.2.100','childPort':80}"
            .formatted(FreePorts.next());
    String id = ask(201, "POST", "/v1/ports", "", port).getAsJsonObject().get("id").getAsString();
    ask(400, "POST", "/v1/ports", "", port);
    ask(200, "GET", "/v1/ports", "", "");
    ask(400, "GET", "/v1/ports", "?container=nobody", "");
    ask(200, "DELETE", "/v1/ports/{id}", id, "");
    ask(400, "DELETE", "/v1/ports/{id}", id, "");

    String forwarder = "/services/forwarder/";
    String local = "'local':'127.0.0.1:%d'".formatted(FreePorts.next());
    String expose = "{" + local + ",'remote':'10.0.2.100:80','protocol':'tcp'}";
    ask(200, "POST", forwarder + "expose", "", expose);
    ask(409, "POST", forwarder + "expose", "", expose);
    ask(400, "POST", forwarder + "expose", "", "{}");
    ask(404, "POST", forwarder + "expose", "?container=nobody", expose);
    ask(200, "GET", forwarder + "all", "", "");
    ask(404, "GET", forwarder + "all", "?container=nobody", "");
    ask(200, "POST", forwarder + "unexpose", "", "{" + local + "}");
    ask(404, "POST", forwarder + "unexpose", "", "{" + local + "}");
    ask(400, "POST", forwarder + "unexpose", "", "{}");
    String zone =
        "{'Name':'a.internal.','Records':[{'Name':'b','IP':'10.0.2.100'}],'DefaultIP':'10.0.2.2'}";
    ask(200, "POST", "/services/dns/add", "", zone);
    ask(400, "POST", "/services/dns/add", "", "{'DefaultIP':'x'}");
    ask(404, "POST", "/services/dns/add", "?container=nobody", zone);
    for (String path :
        new String[] {"/services/dns/all", "/services/dhcp/leases", "/stats", "/cam"}) {
      ask(200, "GET", path, "", "");
      ask(404, "GET", path, "?container=nobody", "");
    }
  }

  private void everyOperationWasAnswered() {
    for (var path : document.getAsJsonObject("paths").entrySet()) {
      for (var operation : path.getValue().getAsJsonObject().entrySet()) {
        String name = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
        for (String status :
            operation.getValue().getAsJsonObject().getAsJsonObject("responses").keySet()) {
          boolean usual = status.startsWith("2") || status.equals("404");
          assertTrue(!usual || seenAnswers.contains(name + " " + status), name + " " + status);
        }
      }
    }
  }

  private void everyDescribedFieldWasSeen() {
    JsonObject schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");
    Set<String> answered = new TreeSet<>();
    seenFields.forEach(field -> answered.add(field.substring(0, field.indexOf('.'))));
    assertTrue(answered.size() > 12, answered::toString);
    for (String name : answered) {
      JsonObject properties =
          schemas.has(name) ? schemas.getAsJsonObject(name).getAsJsonObject("properties") : null;
      if (properties != null) {
        for (String property : properties.keySet()) {
          String field = name + "." + property;
          assertTrue(
              seenFields.contains(field) || UNSEEN_FIELDS.contains(field), field + " never comes");
        }
      }
    }
  }
}
