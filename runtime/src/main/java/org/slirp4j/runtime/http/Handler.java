package org.slirp4j.runtime.http;

import org.slirp4j.runtime.control.ControlException;

/** What answers the requests of a route; on any of the server's threads, several at once. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers a request.
   *
   * @throws ControlException when it is refused
   */
  Reply handle(Request request) throws ControlException;
}
