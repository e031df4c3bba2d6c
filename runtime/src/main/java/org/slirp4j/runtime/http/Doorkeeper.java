package org.slirp4j.runtime.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * Tells the user's own programs from containers, which have the same user id.
 *
 * <p>A container may see the socket's file, when it has no mount namespace of its own, or reach it
 * through a forward of ours that somebody has led there. So nobody is let in who
 *
 * <ul>
 *   <li>is this process itself: that is a forward;
 *   <li>lives in an attached container's network namespace;
 *   <li>lives in another network namespace than the daemon, and in a user namespace that owns an
 *       attached container's or is inside such a one: what a container starts in a namespace of its
 *       own does;
 *   <li>has ended already, or is otherwise hidden from us, so that nobody can tell where it lives:
 *       a container's program hides by being executed from a file that it may not read (ptrace(2),
 *       PR_SET_DUMPABLE).
 * </ul>
 *
 * <p>Root's processes are hidden as well, and let in; so is who lives outside of our process or
 * user namespace, as no container of ours does. Where we live in a user namespace, those outside
 * and those that hide cannot be told apart: both are let in.
 */
final class Doorkeeper implements Predicate<Peer> {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Whether we live in the first user namespace, outside of which nobody is. */
  static final boolean HIDDEN_ARE_CONTAINERS = ownsAllUsers();

  private final Consumer<String> log;
  private final long ownPid = ProcessHandle.current().pid();
  private final long ownNetwork = own("net");
  private final long ownUser = own("user");
  private volatile Set<Long> networks = Set.of();
  private volatile Set<Long> users = Set.of();
  private long quietUntil = System.nanoTime(); // on the server's loop

  /**
   * Makes a doorkeeper.
   *
   * @param log is told of somebody who was not let in, now and then
   */
  Doorkeeper(Consumer<String> log) {
    this.log = log;
  }

  // user_namespaces(7): the first one maps all ids, but one, to themselves.
  private static boolean ownsAllUsers() {
    try {
      String map = Files.readString(Path.of("/proc/self/uid_map"));
      return List.of(map.strip().split("\\s+", -1)).equals(List.of("0", "0", "4294967295"));
    } catch (IOException e) {
      return false;
    }
  }

  private static long own(String kind) {
    try {
      return Home.inode(Path.of("/proc/self/ns", kind));
    } catch (IOException e) {
      return 0;
    }
  }

  /** Says where containers live from now on. */
  void homes(Collection<Home> homes) {
    Set<Long> networkInodes = new HashSet<>();
    Set<Long> userInodes = new HashSet<>();
    for (Home home : homes) {
      networkInodes.add(home.network());
      userInodes.add(home.user());
    }
    userInodes.remove(ownUser); // a namespace that root has made is no reason to refuse everybody
    networks = networkInodes;
    users = userInodes;
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
      long network = Home.inode(Home.namespace(peer.pid(), "net"));
      if (network == ownNetwork) {
        return null;
      }
      boolean near = networks.contains(network);
      for (long user : near ? List.<Long>of() : Home.lineage(Home.namespace(peer.pid(), "user"))) {
        near |= users.contains(user);
      }
      return near ? "it is in a container" : null;
    } catch (IOException e) {
      if (peer.pid() <= 0) {
        return null;
      }
      if (!Files.exists(Path.of("/proc", "" + peer.pid()))) {
        return "it has ended";
      }
      return HIDDEN_ARE_CONTAINERS && peer.uid() == ProcessCalls.geteuid()
          ? "its namespaces cannot be looked at"
          : null;
    }
  }
}
