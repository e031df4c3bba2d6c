package org.slirp4j.runtime.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.tapdev.NamespaceTarget;

/**
 * Where what a client names is found from here, when it lives in other namespaces than the daemon.
 *
 * <p>A path is looked up under {@code /proc/CLIENT/root}, which is the client's root directory in
 * its mount namespace (proc(5)); a process, in the client's own /proc. That works while the client
 * waits for its answer, with the rights that an attaching needs anyway. It is gone with the client,
 * so what is found there is named by a process that lives in the network namespace instead.
 */
final class PeerView {
  private final Peer peer;

  PeerView(Peer peer) {
    this.peer = peer;
  }

  /**
   * Returns the namespaces that a client means.
   *
   * @param pid a process in the client's pid namespace, or 0 where a path is given
   * @param netns a network namespace's path as the client sees it, or null where a process is given
   * @param userns a user namespace's path as the client sees it, or null for the one that owns the
   *     network namespace
   */
  NamespaceTarget target(int pid, @Nullable String netns, @Nullable String userns)
      throws ControlException {
    if ((pid != 0) == (netns != null)) {
      throw Fields.invalid("either pid or netns is needed: the container's process, or a path");
    }
    String users = userns == null ? null : path("userns", userns);
    if (netns != null) {
      String path = path("netns", netns);
      return inSameMountNamespace()
          ? new NamespaceTarget.OfPath(netns, users)
          : new NamespaceTarget.OfPid(Inhabitants.of(Path.of(path), 0), users);
    }
    if (pid < 0) {
      throw Fields.invalid("pid " + pid + " is no process");
    }
    if (inSamePidNamespace()) {
      return new NamespaceTarget.OfPid(pid, users);
    }
    Path path = Path.of(root() + "/proc/" + pid + "/ns/net");
    return new NamespaceTarget.OfPid(Inhabitants.of(path, pid), users);
  }

  private String path(String field, String path) throws ControlException {
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw Fields.invalid(field + ": an absolute path is needed, not " + Texts.shown(path));
    }
    try {
      String seen = inSameMountNamespace() ? path : root() + path;
      return Path.of(seen).toString();
    } catch (InvalidPathException e) {
      throw Fields.invalid(field + ": " + Texts.shown(path) + " is no path: " + e.getReason());
    }
  }

  private String root() {
    return "/proc/" + peer.pid() + "/root";
  }

  /** Tells by the client's names in nested namespaces, which anybody may read. */
  private boolean inSamePidNamespace() throws ControlException {
    if (peer.pid() <= 0) {
      throw Fields.invalid("the daemon cannot see you from its pid namespace");
    }
    return Inhabitants.names(peer.pid()).length == 1;
  }

  /** Without a way to know, as when root asks, the path is taken as it stands. */
  private boolean inSameMountNamespace() {
    try {
      Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
      return own.equals(Files.readSymbolicLink(Path.of("/proc/" + peer.pid() + "/ns/mnt")));
    } catch (IOException e) {
      return true;
    }
  }
}
