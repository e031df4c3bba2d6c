package org.slirp4j.runtime.http;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.Control.Subscription;
import org.slirp4j.runtime.control.Event;

/**
 * The own API's stream of events: one JSON object a line, or server-sent events for browsers.
 *
 * <p>A client that reads too slowly loses some, and is told how many by a line of the type {@code
 * events.lost} when there is room again.
 */
final class EventsApi {
  private static final String SERVER_SENT = "text/event-stream";
  private static final String JSON_LINES = "application/x-ndjson";

  private final Control control;

  private EventsApi(Control control) {
    this.control = control;
  }

  static List<Route> routes(Control control) {
    return List.of(new Route("GET", "/api/v1/events", new EventsApi(control)::stream));
  }

  private Reply stream(Request request) {
    boolean serverSent = request.accept().contains(SERVER_SENT);
    String container = request.query().get("container");
    return new Reply.Streamed(
        serverSent ? SERVER_SENT : JSON_LINES,
        outlet -> {
          Lines lines = new Lines(outlet, serverSent, container);
          Subscription subscription = control.subscribe(lines::take);
          outlet.onClosed(subscription::close);
        });
  }

  static JsonObject json(Event event) {
    JsonObject object = new JsonObject();
    object.addProperty("sequence", event.sequence());
    object.addProperty("time", event.time().toString());
    object.addProperty("type", event.type());
    object.addProperty("container", event.container());
    JsonObject details = new JsonObject();
    for (Map.Entry<String, String> detail : event.details().entrySet()) {
      details.addProperty(detail.getKey(), detail.getValue());
    }
    object.add("details", details);
    return object;
  }

  /** One client's events, on the daemon's thread. */
  private static final class Lines {
    private final Outlet outlet;
    private final boolean serverSent;
    private final @Nullable String container;
    private long lost;

    Lines(Outlet outlet, boolean serverSent, @Nullable String container) {
      this.outlet = outlet;
      this.serverSent = serverSent;
      this.container = container;
    }

    void take(Event event) {
      if (container != null && !container.equals(event.container())) {
        return;
      }
      if (lost > 0 && outlet.offer(lostLine())) {
        lost = 0;
      }
      if (lost > 0 || !outlet.offer(line(event.type(), json(event)))) {
        lost++;
      }
    }

    private byte[] lostLine() {
      JsonObject object = new JsonObject();
      object.addProperty("type", "events.lost");
      object.addProperty("lost", lost);
      return line("events.lost", object);
    }

    private byte[] line(String type, JsonObject object) {
      String text = serverSent ? "event: " + type + "\ndata: " + object + "\n\n" : object + "\n";
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
