package org.slirp4j.runtime.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.http.Handler;
import org.slirp4j.runtime.http.Reply;
import org.slirp4j.runtime.http.Request;

/**
 * {@code GET /metrics}: all meters, in the form that the client understands. Nothing of them is
 * made or loaded before the first request.
 */
public final class MetricsRoute implements Handler {
  private static final Set<String> GONE = Set.of("container.detached", "container.failed");

  private final Control control;
  private final LongAdder apiRequests;
  private @Nullable Metrics metrics; // guarded by this

  /**
   * Makes the route of a daemon.
   *
   * @param apiRequests counts the requests of all APIs
   */
  public MetricsRoute(Control control, LongAdder apiRequests) {
    this.control = control;
    this.apiRequests = apiRequests;
  }

  @Override
  public Reply handle(Request request) {
    String contentType = Metrics.contentType(request.accept());
    return new Reply.Whole(200, contentType, metrics().scrape(contentType), Map.of());
  }

  /** Lets meters go with their container, whether or not somebody reads once more. */
  private void forgetTheGone(Metrics of) {
    try {
      @SuppressWarnings("unused") // it lasts as long as the daemon
      Control.Subscription lasting =
          control.subscribe(event -> {
            if (GONE.contains(event.type())) {
              of.forget(event.container());
            }
          });
    } catch (ControlException e) {
      // Too many listen: the next reading lets them go.
    }
  }

  private synchronized Metrics metrics() {
    Metrics made = metrics;
    if (made == null) {
      made = new Metrics(control, apiRequests);
      metrics = made;
      forgetTheGone(made);
    }
    return made;
  }
}
