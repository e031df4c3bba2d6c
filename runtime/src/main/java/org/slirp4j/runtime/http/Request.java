package org.slirp4j.runtime.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ControlException;

/**
 * A client's request, whole.
 *
 * @param peer who asks
 * @param container the container whose own socket it came by, or null for the daemon's socket
 * @param method such as {@code GET}; {@code HEAD} arrives as {@code GET}
 * @param path as sent, without the query
 * @param parameters the path's parameters, decoded
 * @param query the query's parameters, decoded; the first of each name
 * @param accept the media types that the client wants, or empty
 * @param body its body as text, or empty
 */
public record Request(
    Peer peer,
    @Nullable String container,
    String method,
    String path,
    Map<String, String> parameters,
    Map<String, String> query,
    String accept,
    String body) {

  /** Returns one of the path's parameters, which the route names. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter " + name);
    }
    return value;
  }

  /**
   * Returns whether a switch of the query is on: {@code ?cut}, {@code ?cut=true}, {@code ?cut=1}.
   */
  public boolean flag(String name) throws ControlException {
    String value = query.get(name);
    if (value == null || value.equals("false") || value.equals("0")) {
      return false;
    }
    if (value.isEmpty() || value.equals("true") || value.equals("1")) {
      return true;
    }
    throw new ControlException(
        ControlException.Kind.INVALID, "?" + name + " is true or false, not \"" + value + "\"");
  }

  Request with(Map<String, String> pathParameters) {
    return new Request(peer, container, method, path, pathParameters, query, accept, body);
  }
}
