package org.slirp4j.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Requests without sockets: to the daemon's routes, or to those of a container's socket. */
final class ApiCalls {
  private final Router router;
  private final @Nullable String container;

  ApiCalls(FakeControl control, @Nullable String container) {
    Path folder = Path.of("/run/user/1000/slirp4j");
    this.container = container;
    this.router =
        new Router(
            container == null
                ? Apis.daemon(control, folder, new LongAdder(), () -> {})
                : Apis.container(control, folder));
  }

  Reply.Whole call(String method, String path, String body) {
    return (Reply.Whole) reply(method, path, body, "");
  }

  Reply reply(String method, String path, String body, String accept) {
    Map<String, String> query = new LinkedHashMap<>();
    String[] parts = path.split("\\?", 2);
    if (parts.length > 1) {
      for (String each : parts[1].split("&", -1)) {
        String[] pair = each.split("=", 2);
        query.put(pair[0], pair.length > 1 ? pair[1] : "");
      }
    }
    Peer peer = new Peer((int) ProcessHandle.current().pid(), 0);
    return router.handle(
        new Request(peer, container, method, parts[0], Map.of(), query, accept, body));
  }

  JsonElement get(String path) {
    return json(200, call("GET", path, ""));
  }

  JsonObject post(String path, String body) {
    return json(201, call("POST", path, body)).getAsJsonObject();
  }

  static JsonElement json(int status, Reply.Whole reply) {
    assertEquals(status, reply.status(), reply.body());
    assertEquals(Reply.JSON, reply.contentType());
    return JsonParser.parseString(reply.body());
  }

  /** Returns a problem's detail. */
  static String problem(int status, Reply.Whole reply) {
    assertEquals(status, reply.status(), reply.body());
    assertEquals(Problem.CONTENT_TYPE, reply.contentType());
    JsonObject problem = JsonParser.parseString(reply.body()).getAsJsonObject();
    assertEquals(status, problem.get("status").getAsInt());
    assertTrue(problem.get("type").getAsString().startsWith("urn:slirp4j:problem:"));
    assertFalse(problem.get("title").getAsString().isEmpty());
    return problem.get("detail").getAsString();
  }
}
