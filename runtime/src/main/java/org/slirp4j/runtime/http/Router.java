package org.slirp4j.runtime.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ControlException;

/**
 * Finds the route of a request.
 *
 * <p>A path that no route has is 404. One that has routes of other methods only is 405 with {@code
 * Allow}, or 204 for {@code OPTIONS} (RFC 9110, 9.3.7 and 15.5.6).
 */
final class Router implements Handler {
  private final List<Compiled> routes;

  /** A route whose path has been taken apart. */
  private record Compiled(Route route, List<String> segments) {}

  Router(List<Route> routes) {
    this.routes = routes.stream().map(r -> new Compiled(r, segments(r.path()))).toList();
  }

  @Override
  public Reply handle(Request request) {
    try {
      return route(request);
    } catch (ControlException e) {
      return Problem.of(e).reply();
    }
  }

  private Reply route(Request request) throws ControlException {
    List<String> segments = segments(request.path());
    Set<String> methods = new TreeSet<>();
    for (Compiled candidate : routes) {
      Map<String, String> parameters = match(candidate.segments, segments);
      if (parameters != null) {
        if (candidate.route.method().equals(request.method())) {
          return candidate.route.handler().handle(request.with(parameters));
        }
        methods.add(candidate.route.method());
      }
    }
    if (request.path().equals("*") && request.method().equals("OPTIONS")) {
      return Reply.empty(204); // RFC 9110, 9.3.7: the server as a whole
    }
    return methods.isEmpty() ? unknown(request) : otherMethod(request, methods);
  }

  private static Reply unknown(Request request) {
    return new Problem(
            404,
            "not-found",
            "Not found",
            "there is nothing at " + Texts.shown(request.path()) + "")
        .reply();
  }

  private static Reply otherMethod(Request request, Set<String> methods) {
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    methods.add("OPTIONS");
    Map<String, String> allow = Map.of("Allow", String.join(", ", methods));
    if (request.method().equals("OPTIONS")) {
      return new Reply.Whole(204, "", "", allow);
    }
    return new Problem(
            405,
            "method",
            "Method not allowed",
            Texts.shown(request.path())
                + " takes "
                + allow.get("Allow")
                + ", not "
                + Texts.shown(request.method()))
        .reply(allow);
  }

  /** Returns the parameters by name, or null where the path is another one. */
  private static @Nullable Map<String, String> match(List<String> template, List<String> path)
      throws ControlException {
    if (template.size() != path.size()) {
      return null;
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String wanted = template.get(i);
      if (wanted.startsWith("{")) {
        parameters.put(wanted.substring(1, wanted.length() - 1), decoded(path.get(i)));
      } else if (!wanted.equals(path.get(i))) {
        return null;
      }
    }
    return parameters;
  }

  private static String decoded(String segment) throws ControlException {
    try {
      return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      throw new ControlException(
          ControlException.Kind.INVALID, "the path is not encoded as a path is: " + e.getMessage());
    }
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }
}
