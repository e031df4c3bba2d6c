package org.slirp4j.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ContainerLimits;
import org.slirp4j.runtime.control.Event;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;

/** The description tells what there is, and nothing else. */
final class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final FakeControl control = new FakeControl().with("web");
  private final ApiCalls api = new ApiCalls(control, null);
  private final JsonObject document = api.get("/openapi.json").getAsJsonObject();

  private JsonObject schema(String name) {
    return document.getAsJsonObject("components").getAsJsonObject("schemas").getAsJsonObject(name);
  }

  private Set<String> properties(String schema) {
    return new TreeSet<>(schema(schema).getAsJsonObject("properties").keySet());
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionHasARoute() {
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonElement> path : document.getAsJsonObject("paths").entrySet()) {
      for (String method : path.getValue().getAsJsonObject().keySet()) {
        assertTrue(METHODS.contains(method), method);
        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    Set<String> served = new TreeSet<>();
    for (Route route : Apis.daemon(control, Path.of("/"), new LongAdder(), () -> {})) {
      served.add(route.method() + " " + route.path());
    }
    assertEquals(served, described);
  }

  @Test
  void theParametersOfPathsAreDescribed() {
    for (Map.Entry<String, JsonElement> path : document.getAsJsonObject("paths").entrySet()) {
      for (JsonElement each : path.getValue().getAsJsonObject().asMap().values()) {
        Set<String> named = new TreeSet<>();
        JsonObject operation = each.getAsJsonObject();
        if (operation.has("parameters")) {
          for (JsonElement parameter : operation.getAsJsonArray("parameters")) {
            if (parameter.getAsJsonObject().get("in").getAsString().equals("path")) {
              named.add("{" + parameter.getAsJsonObject().get("name").getAsString() + "}");
            }
          }
        }
        Set<String> wanted = new TreeSet<>();
        for (String segment : path.getKey().split("/", -1)) {
          if (segment.startsWith("{")) {
            wanted.add(segment);
          }
        }
        assertEquals(wanted, named, path.getKey());
      }
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    collect(document, references);
    assertTrue(references.size() > 30);
    for (String reference : references) {
      JsonElement at = document;
      for (String step : reference.substring(2).split("/", -1)) {
        at = at.getAsJsonObject().get(step);
        assertTrue(at != null, reference);
      }
    }
  }

  private static void collect(JsonElement element, List<String> references) {
    if (element instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> each : object.entrySet()) {
        if (each.getKey().equals("$ref")) {
          references.add(each.getValue().getAsString());
        } else {
          collect(each.getValue(), references);
        }
      }
    } else if (element instanceof JsonArray array) {
      array.forEach(each -> collect(each, references));
    }
  }

  @Test
  void whatIsAnsweredHasTheFieldsThatAreDescribed() {
    ContainerInfo container =
        new ContainerInfo(
            1,
            "web",
            ContainerInfo.State.FAILED,
            7,
            "/x",
            List.of("10.0.2.100"),
            List.of(),
            new Settings(true, "80", List.of("blue")),
            new ContainerLimits(100, 16),
            "cli",
            Instant.EPOCH,
            "why");
    assertFields("Container", ContainerJson.of(container));
    assertFields("Settings", ContainerJson.of(container).getAsJsonObject("settings"));
    assertFields("Limits", ContainerJson.of(container).getAsJsonObject("limits"));
    RuleSpec spec = new RuleSpec(false, "tcp", "80", "80", true);
    assertFields(
        "Rule", RuleJson.of(new RuleInfo(1, "web", "cli", spec, false, "why", true, 0, 0, 0, 0)));
    JsonObject event = EventsApi.json(new Event(1, Instant.EPOCH, "a", "web", Map.of()));
    event.addProperty("lost", 1); // in a line of its own
    assertFields("Event", event);
    assertFields("Version", api.get("/api/v1/version").getAsJsonObject());
    assertFields(
        "Problem", JsonParser.parseString(Problem.internal().reply().body()).getAsJsonObject());
    JsonObject port =
        api.post(
            "/v1/ports",
            "{\"proto\":\"tcp\",\"parentIP\":\"127.0.0.1\",\"parentPort\":1,"
                + "\"childIP\":\"10.0.2.100\",\"childPort\":2}");
    assertFields("PortStatus", port);
    assertFields("PortSpec", port.getAsJsonObject("spec"));
    assertFields(
        "Exposed", api.get("/services/forwarder/all").getAsJsonArray().get(0).getAsJsonObject());
  }

  private void assertFields(String schema, JsonObject answer) {
    assertEquals(properties(schema), new TreeSet<>(answer.keySet()), schema);
    if (schema(schema).has("required")) {
      for (JsonElement each : schema(schema).getAsJsonArray("required")) {
        assertTrue(answer.has(each.getAsString()), each.getAsString());
      }
    }
  }

  /** What is asked for is what the reader of fields knows: it refuses all others. */
  @Test
  void whatIsAskedForHasTheFieldsThatAreDescribed() {
    JsonObject settings = object("sourceAddress", "keep", "auto", "80");
    settings.add("networks", new JsonArray());
    JsonObject network =
        object(
            "cidr", "10.0.2.0/24",
            "cidr6", "fd00::/64",
            "outboundAddress", "192.0.2.1",
            "outboundAddress6", "2001:db8::1");
    network.addProperty("mtu", 1500);
    network.addProperty("hostLoopback", true);
    network.addProperty("dns", true);
    assertEquals(properties("Network"), new TreeSet<>(network.keySet()));
    JsonObject attach =
        object(
            "userns", "/x",
            "name", "db",
            "tap", "tap0",
            "macAddress", "52:54:00:12:34:56",
            "source", "cli");
    attach.addProperty("pid", 1);
    attach.addProperty("configure", true);
    attach.addProperty("lasting", true);
    attach.add("network", network);
    attach.add("settings", settings);
    JsonObject limits = new JsonObject();
    limits.addProperty("sockets", 100);
    limits.addProperty("memoryMib", 8);
    attach.add("limits", limits);
    api.post("/api/v1/containers", attach.toString());
    attach.addProperty("netns", "/instead/of/pid");
    assertEquals(properties("Attach"), new TreeSet<>(attach.keySet()));

    JsonObject rule =
        object(
            "container", "db",
            "protocol", "udp",
            "listen", "53",
            "target", "53",
            "sourceAddress", "fast",
            "source", "cli");
    rule.addProperty("reverse", false);
    rule.addProperty("lasting", false);
    api.post("/api/v1/rules", rule.toString());
    rule.addProperty("rule", "53/udp");
    assertEquals(properties("NewRule"), new TreeSet<>(rule.keySet()));
  }

  private static JsonObject object(String... fields) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < fields.length; i += 2) {
      object.addProperty(fields[i], fields[i + 1]);
    }
    return object;
  }
}
