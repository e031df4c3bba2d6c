package org.slirp4j.runtime.http;

import java.util.List;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;

/**
 * Whom a request of a compatible API is about. Those APIs know one container only, and no names.
 *
 * <p>On a container's own socket it is that one; on the daemon's, the one that {@code
 * ?container=NAME} names, or the only one that is attached.
 */
final class Scope {
  private Scope() {}

  static ContainerInfo of(Control control, Request request) throws ControlException {
    String name = request.container();
    if (name == null) {
      name = request.query().get("container");
    }
    return name == null ? only(control) : control.container(name);
  }

  private static ContainerInfo only(Control control) throws ControlException {
    List<ContainerInfo> attached =
        control.containers().stream()
            .filter(c -> c.state() == ContainerInfo.State.ATTACHED)
            .toList();
    return switch (attached.size()) {
      case 1 -> attached.getFirst();
      case 0 ->
          throw new ControlException(
              ControlException.Kind.NOT_FOUND, "no container is attached: slirp4j attach PID");
      default ->
          throw Fields.invalid(
              attached.size()
                  + " containers are attached: say which by ?container=NAME, or use a container's"
                  + " own socket, containers/NAME.sock");
    };
  }
}
