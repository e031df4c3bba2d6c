package org.slirp4j.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The description of the APIs in OpenAPI 3.1, for programs and people. */
final class OpenApi {
  static final String RESOURCE = "openapi.json";

  private OpenApi() {}

  static List<Route> routes() {
    return List.of(
        new Route("GET", "/openapi.json", r -> new Reply.Whole(200, Reply.JSON, text(), Map.of())));
  }

  static String text() {
    try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE, e);
    }
  }
}
