package org.slirp4j.runtime.http;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slirp4j.runtime.control.Control;

/** All routes, by the socket that they are found on. */
final class Apis {
  private Apis() {}

  /**
   * Returns what the daemon's own socket serves.
   *
   * @param requests counts the requests of all APIs
   * @param onChange run before a client learns that its container has come or gone
   */
  static List<Route> daemon(Control control, Path folder, LongAdder requests, Runnable onChange) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(ContainersApi.routes(control, onChange));
    routes.addAll(RulesApi.routes(control));
    routes.addAll(EventsApi.routes(control));
    routes.addAll(ViewApi.routes(control, requests));
    routes.addAll(container(control, folder));
    return routes;
  }

  /** Returns what a container's socket serves: nothing that names another container. */
  static List<Route> container(Control control, Path folder) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(VersionApi.routes());
    routes.addAll(OpenApi.routes());
    routes.addAll(RootlessKitApi.routes(control, folder));
    routes.addAll(GvproxyApi.routes(control));
    return routes;
  }
}
