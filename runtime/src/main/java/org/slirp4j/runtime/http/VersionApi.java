package org.slirp4j.runtime.http;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The own API's version, and this program's. */
final class VersionApi {
  private VersionApi() {}

  static List<Route> routes() {
    return List.of(new Route("GET", "/api/v1/version", r -> Reply.json(200, json())));
  }

  private static JsonObject json() {
    JsonObject object = new JsonObject();
    object.addProperty("version", version());
    object.addProperty("api", "v1");
    object.addProperty("pid", ProcessHandle.current().pid());
    return object;
  }

  /** Returns the image's version: the second word of what {@code --version} prints. */
  static String version() {
    Path text = Path.of(System.getProperty("java.home")).resolveSibling("share");
    try {
      String[] words = Files.readString(text.resolve("slirp4j.version")).strip().split("\\s+", -1);
      return words.length > 1 ? words[1] : words[0];
    } catch (IOException e) {
      return "0"; // no image: a test
    }
  }
}
