package org.slirp4j.runtime.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.cli.VerbWords;

/** {@code slirp4j ps}, {@code slirp4j inspect} and {@code slirp4j ports}. */
final class Listings {
  private Listings() {}

  static String containers(DaemonClient client, VerbWords words)
      throws UsageException, IOException {
    words.expect(0, 0, "");
    JsonArray all = array(client, "/api/v1/containers");
    if (words.has("json")) {
      return ClientVerbs.json(all);
    }
    Columns table = new Columns("NAME", "STATE", "FOR", "PID", "ADDRESS", "SOURCE");
    StringBuilder problems = new StringBuilder();
    for (JsonElement each : all) {
      JsonObject container = each.getAsJsonObject();
      String name = Shown.text(container, "name");
      String pid = Shown.text(container, "pid");
      table.add(
          name,
          Shown.text(container, "state"),
          Shown.age(container, "since"),
          pid.equals("0") ? "-" : pid,
          Shown.text(container, "addresses"),
          Shown.text(container, "source"));
      if (container.has("problem")) {
        problems.append(name).append(": ").append(Shown.text(container, "problem")).append('\n');
      }
    }
    return table.text() + problems;
  }

  static String container(DaemonClient client, VerbWords words) throws UsageException, IOException {
    words.expect(1, 1, "NAME");
    String name = ClientVerbs.encoded(words.operands().getFirst());
    if (!(client.call("GET", "/api/v1/containers/" + name, null) instanceof JsonObject container)) {
      throw new IOException("the daemon's answer is no container");
    }
    JsonArray rules = array(client, "/api/v1/rules?container=" + name);
    if (words.has("json")) {
      container.add("rules", rules);
      return ClientVerbs.json(container);
    }
    JsonObject settings = container.getAsJsonObject("settings");
    StringBuilder text = new StringBuilder();
    line(text, "name", Shown.text(container, "name"));
    line(text, "id", Shown.text(container, "id"));
    line(text, "state", Shown.text(container, "state") + " for " + Shown.age(container, "since"));
    if (container.has("problem")) {
      line(text, "problem", Shown.text(container, "problem"));
    }
    line(text, "process", Shown.text(container, "pid"));
    line(text, "namespace", Shown.text(container, "netns"));
    line(text, "addresses", Shown.text(container, "addresses"));
    line(text, "DNS", Shown.text(container, "dns"));
    line(text, "source address", Shown.text(settings, "sourceAddress"));
    line(text, "auto", Shown.text(settings, "auto"));
    line(text, "networks", Shown.text(settings, "networks"));
    JsonObject limits = container.getAsJsonObject("limits");
    if (limits != null && limits.has("sockets")) {
      line(text, "most sockets", Shown.text(limits, "sockets"));
    }
    if (limits != null && limits.has("memoryMib")) {
      line(text, "most memory", Shown.text(limits, "memoryMib") + " MiB");
    }
    line(text, "attached by", Shown.text(container, "source"));
    return text + (rules.isEmpty() ? "" : "\n" + table(rules, false));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(" ".repeat(16 - name.length())).append(value).append('\n');
  }

  static String rules(DaemonClient client, VerbWords words) throws UsageException, IOException {
    words.expect(0, 1, "[NAME]");
    boolean ofAll = words.operands().isEmpty();
    String query = ofAll ? "" : "?container=" + ClientVerbs.encoded(words.operands().getFirst());
    JsonArray rules = array(client, "/api/v1/rules" + query);
    return words.has("json") ? ClientVerbs.json(rules) : table(rules, ofAll);
  }

  private static String table(JsonArray rules, boolean ofAll) {
    Columns table =
        ofAll
            ? new Columns("ID", "NAME", "RULE", "STATE", "SOURCE", "OPEN", "IN", "OUT")
            : new Columns("ID", "RULE", "STATE", "SOURCE", "OPEN", "TOTAL", "IN", "OUT");
    StringBuilder problems = new StringBuilder();
    for (JsonElement each : rules) {
      JsonObject rule = each.getAsJsonObject();
      String id = Shown.text(rule, "id");
      String text = (Shown.flag(rule, "reverse") ? "<- " : "") + Shown.text(rule, "rule");
      String state = Shown.flag(rule, "active") ? "works" : "waits";
      String source = Shown.text(rule, "source");
      String open = Shown.text(rule, "open");
      String in = Shown.bytes(rule, "bytesIn");
      String out = Shown.bytes(rule, "bytesOut");
      if (ofAll) {
        table.add(id, Shown.text(rule, "container"), text, state, source, open, in, out);
      } else {
        table.add(id, text, state, source, open, Shown.text(rule, "connections"), in, out);
      }
      if (rule.has("problem")) {
        problems.append("rule ").append(id).append(": ");
        problems.append(Shown.text(rule, "problem")).append('\n');
      }
    }
    return table.text() + problems;
  }

  static JsonArray array(DaemonClient client, String path) throws IOException {
    if (client.call("GET", path, null) instanceof JsonArray array) {
      return array;
    }
    throw new IOException("the daemon's answer is no list");
  }
}
