package org.slirp4j.runtime.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells the user's own programs from containers, which have the same user id.
 *
 * <p>A container may see the socket's file, when it has no mount namespace of its own, or reach it
 * through a forward of ours that somebody has led there. So nobody is let in who
 *
 * <ul>
 *   <li>is this process itself: that is a forward;
 *   <li>lives in an attached container's network namespace;
 *   <li>lives in both another network and another user namespace than the daemon, as what a
 *       container starts in a namespace of its own does;
 *   <li>has ended already, so that nobody can tell where it lived.
 * </ul>
 *
 * Whose namespaces cannot be looked at, as root's, is no container of this user's: the owner of a
 * user namespace sees all that lives in it.
 */
final class Doorkeeper implements Predicate<Peer> {
  private static final String NAMESPACE = "unix:dev,ino";
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Consumer<String> log;
  private final long ownPid = ProcessHandle.current().pid();
  private volatile Set<Long> containers = Set.of();
  private long quietUntil = System.nanoTime(); // on the server's loop

  /**
   * Makes a doorkeeper.
   *
   * @param log is told of somebody who was not let in, now and then
   */
  Doorkeeper(Consumer<String> log) {
    this.log = log;
  }

  /** Says which network namespaces, by their inodes, are containers' from now on. */
  void containers(Set<Long> namespaces) {
    containers = Set.copyOf(namespaces);
  }

  @Override
  public boolean test(Peer peer) {
    String reason = reason(peer);
    if (reason == null) {
      return true;
    }
    long now = System.nanoTime();
    if (now - quietUntil >= 0) {
      quietUntil = now + QUIET_NANOS;
      log.accept("process " + peer.pid() + " was not let in at an API socket: " + reason);
    }
    return false;
  }

  private @Nullable String reason(Peer peer) {
    if (peer.pid() == ownPid) {
      return "a forward leads there, and with it a container";
    }
    try {
      Path namespaces = Path.of("/proc", Integer.toString(peer.pid()), "ns");
      Map<String, Object> network = identity(namespaces.resolve("net"));
      if (containers.contains((Long) network.get("ino"))) {
        return "it is in a container";
      }
      Path own = Path.of("/proc/self/ns");
      boolean near =
          network.equals(identity(own.resolve("net")))
              || identity(namespaces.resolve("user")).equals(identity(own.resolve("user")));
      return near ? null : "it is in a network and user namespace of its own";
    } catch (NoSuchFileException e) {
      return peer.pid() == 0 ? null : "it has ended";
    } catch (IOException e) {
      return null;
    }
  }

  private static Map<String, Object> identity(Path namespace) throws IOException {
    return Files.readAttributes(namespace, NAMESPACE);
  }
}
