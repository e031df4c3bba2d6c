package org.slirp4j.runtime.http;

import com.google.gson.JsonObject;
import java.util.Map;
import org.slirp4j.runtime.control.ControlException;

/**
 * An error as RFC 9457 has it.
 *
 * <pre>
 *   {"type":"urn:slirp4j:problem:conflict","title":"Conflict","status":409,
 *    "detail":"127.0.0.1:8080/tcp is taken by rule 3 of web"}
 * </pre>
 *
 * @param status HTTP's code
 * @param type the last part of the problem's type
 * @param title what kind of problem, always the same for a type
 * @param detail what is wrong and what would be right, for a person
 */
public record Problem(int status, String type, String title, String detail) {
  /** RFC 9457, 6.1: the media type. */
  public static final String CONTENT_TYPE = "application/problem+json";

  /** The problem of a refused request. */
  public static Problem of(ControlException refusal) {
    String detail = String.valueOf(refusal.getMessage());
    return switch (refusal.kind()) {
      case INVALID -> invalid(detail);
      case NOT_FOUND -> new Problem(404, "not-found", "Not found", detail);
      case CONFLICT -> new Problem(409, "conflict", "Conflict", detail);
      case FORBIDDEN -> new Problem(403, "forbidden", "Not allowed", detail);
      case GONE -> new Problem(410, "gone", "The container is not there", detail);
      case UNAVAILABLE -> unavailable(detail);
    };
  }

  static Problem invalid(String detail) {
    return new Problem(400, "invalid", "Invalid request", detail);
  }

  static Problem unavailable(String detail) {
    return new Problem(503, "unavailable", "Not available at the moment", detail);
  }

  static Problem tooLarge(int status, String detail) {
    return new Problem(status, "too-large", "Too large", detail);
  }

  static Problem internal() {
    return new Problem(
        500, "internal", "Internal error", "an error of slirp4j's own; its log has more");
  }

  /** Returns the answer that tells it. */
  public Reply.Whole reply() {
    return reply(Map.of());
  }

  Reply.Whole reply(Map<String, String> headers) {
    JsonObject object = new JsonObject();
    object.addProperty("type", "urn:slirp4j:problem:" + type);
    object.addProperty("title", title);
    object.addProperty("status", status);
    object.addProperty("detail", detail);
    return new Reply.Whole(status, CONTENT_TYPE, object + "\n", headers);
  }
}
