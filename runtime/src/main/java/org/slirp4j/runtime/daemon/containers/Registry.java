package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;

/** The table of containers by name, and of the namespaces that they hold. */
final class Registry {
  /** Most containers, those that are awaited among them. */
  static final int MAX_CONTAINERS = 1_000;

  private final Map<String, Container> byName = new TreeMap<>();
  private final Map<Long, String> holders = new HashMap<>();
  private long lastId;
  private boolean closed;

  /** Returns a number that was never used. */
  synchronized long nextId() {
    return ++lastId;
  }

  /**
   * Returns the container of a name, a new one if there is none.
   *
   * @param name null for one of our choice
   */
  synchronized Container findOrMake(@Nullable String name, long id) throws ControlException {
    if (closed) {
      throw new ControlException(Kind.UNAVAILABLE, "the daemon is ending");
    }
    Container found = name == null ? null : byName.get(name);
    if (found != null) {
      return found;
    }
    if (byName.size() >= MAX_CONTAINERS) {
      throw new ControlException(
          Kind.UNAVAILABLE, "there are " + MAX_CONTAINERS + " containers already; detach some");
    }
    Container made = new Container(name == null ? freeName(id) : name, name != null);
    byName.put(made.name, made);
    return made;
  }

  private String freeName(long id) {
    String name = "container-" + id;
    for (int more = 2; byName.containsKey(name); more++) {
      name = "container-" + id + "-" + more;
    }
    return name;
  }

  /** Returns the container of a name, or null. */
  synchronized @Nullable Container find(String name) {
    return byName.get(name);
  }

  /** Returns all containers, by name. */
  synchronized List<Container> all() {
    return new ArrayList<>(byName.values());
  }

  /** Takes a container out. */
  synchronized void forget(Container container) {
    container.forgotten = true;
    byName.remove(container.name, container);
  }

  /** Notes who holds a namespace; returns who else does, or null when that is nobody. */
  synchronized @Nullable String hold(NamespaceId namespace, String name) {
    String holder = holders.putIfAbsent(namespace.inode(), name);
    return name.equals(holder) ? null : holder;
  }

  /** Notes that a namespace is held no more. */
  synchronized void letGo(NamespaceId namespace, String name) {
    holders.remove(namespace.inode(), name);
  }

  /** Takes no containers any more; returns those that there are. */
  synchronized List<Container> close() {
    closed = true;
    return new ArrayList<>(byName.values());
  }
}
