package org.slirp4j.runtime.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.cli.VerbWords;

/** {@code slirp4j events}: a line for each, until it is interrupted or the daemon ends. */
final class Events {
  private Events() {}

  static int follow(DaemonClient client, VerbWords words, OutputStream out)
      throws UsageException, IOException {
    words.expect(0, 1, "[NAME]");
    String query =
        words.operands().isEmpty()
            ? ""
            : "?container=" + ClientVerbs.encoded(words.operands().getFirst());
    try (BufferedReader events =
        new BufferedReader(
            new InputStreamReader(
                client.open("/api/v1/events" + query, "application/x-ndjson"),
                StandardCharsets.UTF_8))) {
      for (String line = events.readLine(); line != null; line = events.readLine()) {
        String shown = words.has("json") ? line : shown(line);
        try {
          out.write((shown + "\n").getBytes(StandardCharsets.UTF_8));
          out.flush();
        } catch (IOException e) {
          return 0; // nobody reads any more: head has seen enough
        }
      }
    }
    throw new IOException("the daemon has ended");
  }

  private static String shown(String line) {
    JsonObject event = JsonParser.parseString(line).getAsJsonObject();
    StringBuilder text = new StringBuilder();
    text.append(Shown.text(event, "time")).append("  ").append(Shown.text(event, "type"));
    if (event.has("lost")) {
      return text.append("  ").append(Shown.text(event, "lost")).toString();
    }
    text.append("  ").append(Shown.text(event, "container"));
    for (Map.Entry<String, JsonElement> each : event.getAsJsonObject("details").entrySet()) {
      text.append("  ").append(each.getKey()).append('=');
      text.append(Shown.text(event.getAsJsonObject("details"), each.getKey()));
    }
    return text.toString();
  }
}
