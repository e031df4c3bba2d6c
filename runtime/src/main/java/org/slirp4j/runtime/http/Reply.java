package org.slirp4j.runtime.http;

import com.google.gson.JsonElement;
import java.util.Map;
import org.slirp4j.runtime.control.ControlException;

/** What a client is answered. */
public sealed interface Reply {
  /** The media type of JSON. */
  String JSON = "application/json";

  /**
   * An answer that is there as a whole.
   *
   * @param status HTTP's code
   * @param contentType the body's media type; ignored when there is no body
   * @param body the body, sent as UTF-8
   * @param headers more header fields, by name
   */
  record Whole(int status, String contentType, String body, Map<String, String> headers)
      implements Reply {}

  /**
   * An answer with no end of its own, status 200.
   *
   * @param contentType its media type
   * @param producer what writes it
   */
  record Streamed(String contentType, Producer producer) implements Reply {}

  /** What writes a stream. */
  @FunctionalInterface
  interface Producer {
    /**
     * Begins, on one of the server's threads, and returns soon: who goes on writing does so on a
     * thread of its own, until {@link Outlet#onClosed} tells that it is over.
     *
     * @throws ControlException when there can be no stream; the client is told so instead
     */
    void begin(Outlet outlet) throws ControlException;
  }

  /** Returns a JSON value, with a line's end for people who use curl. */
  static Whole json(int status, JsonElement value) {
    return new Whole(status, JSON, value + "\n", Map.of());
  }

  /** Returns a text. */
  static Whole text(int status, String text) {
    return new Whole(status, "text/plain; charset=utf-8", text, Map.of());
  }

  /** Returns a status alone. */
  static Whole empty(int status) {
    return new Whole(status, "", "", Map.of());
  }
}
