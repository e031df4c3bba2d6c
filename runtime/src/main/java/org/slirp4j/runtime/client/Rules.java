package org.slirp4j.runtime.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.cli.VerbWords;

/** {@code slirp4j expose} and {@code slirp4j unexpose}. */
final class Rules {
  private Rules() {}

  static String expose(DaemonClient client, VerbWords words) throws UsageException, IOException {
    words.expect(2, 2, "NAME RULE");
    JsonObject request = new JsonObject();
    request.addProperty("container", words.operands().get(0));
    request.addProperty("rule", words.operands().get(1));
    request.addProperty("reverse", words.has("reverse"));
    request.addProperty("lasting", !words.has("temporary"));
    request.addProperty("source", "cli");
    String source = words.value("source-address");
    if (source != null) {
      request.addProperty("sourceAddress", source);
    }
    if (!(client.call("POST", "/api/v1/rules", request) instanceof JsonObject rule)) {
      throw new IOException("the daemon's answer is no rule");
    }
    if (words.has("json")) {
      return ClientVerbs.json(rule);
    }
    String waits = rule.has("problem") ? "it waits: " + Shown.text(rule, "problem") + "\n" : "";
    return "rule " + Shown.text(rule, "id") + ": " + Shown.text(rule, "rule") + "\n" + waits;
  }

  static String unexpose(DaemonClient client, VerbWords words) throws UsageException, IOException {
    words.expect(1, 1, "ID|RULE");
    String operand = words.operands().getFirst();
    String id = Attaching.isNumber(operand) ? operand : find(client, words, operand);
    client.call("DELETE", "/api/v1/rules/" + id + (words.has("cut") ? "?cut" : ""), null);
    return words.has("json") ? "" : "removed rule " + id + "\n";
  }

  private static String find(DaemonClient client, VerbWords words, String text) throws IOException {
    String container = words.value("container");
    JsonArray found =
        Listings.array(
            client,
            "/api/v1/rules?rule="
                + ClientVerbs.encoded(text)
                + (container == null ? "" : "&container=" + ClientVerbs.encoded(container)));
    if (found.isEmpty()) {
      throw new IOException("there is no rule " + text + ": slirp4j ports lists them");
    }
    if (found.size() > 1) {
      StringBuilder names = new StringBuilder();
      for (JsonElement each : found) {
        JsonObject rule = each.getAsJsonObject();
        names.append(names.isEmpty() ? "" : ", ").append(Shown.text(rule, "id"));
        names.append(" of ").append(Shown.text(rule, "container"));
      }
      throw new IOException("several rules are " + text + ", name one by its number: " + names);
    }
    return Shown.text(found.get(0).getAsJsonObject(), "id");
  }
}
