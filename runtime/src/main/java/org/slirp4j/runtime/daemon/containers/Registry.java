package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.daemon.state.NamespaceId;

/** The table of containers by name, and of the namespaces that they hold. */
final class Registry {
  /** Most containers, those that are awaited among them. */
  static final int MAX_CONTAINERS = 1_000;

  private final Map<String, Container> byName = new TreeMap<>();
  private final Map<Long, String> holders = new HashMap<>();
  private boolean closed;

  /**
   * Returns the container of a name, a new one if there is none.
   *
   * @param name null for one of our choice
   * @param id a number to make one of
   */
  synchronized Container findOrMake(@Nullable String name, long id) throws ControlException {
    if (closed) {
      throw Failures.ending();
    }
    Container found = name == null ? null : byName.get(name);
    if (found != null) {
      return found;
    }
    if (byName.size() >= MAX_CONTAINERS) {
      throw new ControlException(
          Kind.UNAVAILABLE, "there are " + MAX_CONTAINERS + " containers already; detach some");
    }
    return put(new Container(name == null ? freeName(id) : name, name != null));
  }

  private String freeName(long id) {
    String name = "container-" + id;
    for (int more = 2; byName.containsKey(name); more++) {
      name = "container-" + id + "-" + more;
    }
    return name;
  }

  /** Adds a container of a name that is free. */
  synchronized Container put(Container container) {
    byName.put(container.name, container);
    return container;
  }

  /** Returns the container of a name. */
  synchronized Container known(String name) throws ControlException {
    Container container = byName.get(name);
    if (container == null) {
      throw Failures.unknown(name);
    }
    return container;
  }

  /** Returns all containers, by name. */
  synchronized List<Container> all() {
    return new ArrayList<>(byName.values());
  }

  /** Takes a container out; its lock is held. */
  synchronized void forget(Container container) {
    container.forgotten = true;
    byName.remove(container.name, container);
  }

  /** Takes a container out of which nothing is left: neither a network nor rules. */
  synchronized void forgetIfEmpty(Container container) {
    if (container.attached == null && container.failed == null && container.rules.isEmpty()) {
      forget(container);
    }
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

  /** Returns the container that has a rule, or null. */
  @Nullable Container ownerOf(long ruleId) {
    for (Container each : all()) {
      for (Rule rule : each.rules) {
        if (rule.id() == ruleId) {
          return each;
        }
      }
    }
    return null;
  }

  /** Returns which rule at work has a port that another one wants, in words, or null. */
  @Nullable String holderOf(ForwardRule wanted) {
    for (Container each : all()) {
      for (Rule rule : each.rules) {
        if (rule.work() != null && !rule.spec().reverse() && rule.work().rule().overlaps(wanted)) {
          return "rule " + rule.id() + " of container \"" + each.name + "\"";
        }
      }
    }
    return null;
  }

  /** Takes no containers any more; returns those that there are. */
  synchronized List<Container> close() {
    closed = true;
    return all();
  }
}
