package org.slirp4j.runtime.http;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slirp4j.runtime.capture.CaptureRoute;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.metrics.MetricsRoute;
import org.slirp4j.runtime.top.FlowsRoute;
import org.slirp4j.runtime.top.StatsRoute;

/** What there is to see: meters, counters, flows, frames. */
final class ViewApi {
  private ViewApi() {}

  /**
   * Returns the routes.
   *
   * @param requests counts the requests of all APIs
   */
  static List<Route> routes(Control control, LongAdder requests) {
    StatsRoute stats = new StatsRoute(control);
    return List.of(
        new Route("GET", "/metrics", new MetricsRoute(control, requests)),
        new Route("GET", "/api/v1/stats", stats),
        new Route("GET", "/api/v1/containers/{name}/stats", stats),
        new Route("GET", "/api/v1/containers/{name}/flows", new FlowsRoute(control)),
        new Route("GET", "/api/v1/containers/{name}/capture", new CaptureRoute(control)));
  }
}
