package org.slirp4j.runtime.network;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A named network: who is member number what, and who was.
 *
 * <p>Changed under the lock of {@link Networks}; what loops read is published by volatile writes.
 */
final class Network {
  private final String name;
  private final String suffix;
  private final int index;
  private final AtomicReferenceArray<@Nullable Port> members =
      new AtomicReferenceArray<>(Pool.MAX_MEMBER + 2);

  // By name in lower case; replaced as a whole.
  private volatile Map<String, Membership> names = Map.of();

  // Containers by the number that they had last: they get it back, unless others need it.
  private final @Nullable String[] holders = new String[Pool.MAX_MEMBER + 1];

  Network(String name, int index) {
    this.name = name;
    this.suffix = "." + name.toLowerCase(Locale.ROOT);
    this.index = index;
  }

  String name() {
    return name;
  }

  int index() {
    return index;
  }

  /** Returns a member; any thread. */
  @Nullable Port member(int number) {
    return members.get(number);
  }

  /**
   * Returns the member of a name, or null; any thread.
   *
   * @param full in lower case: the container's name, perhaps with the network's behind it
   */
  @Nullable Membership named(String full) {
    Map<String, Membership> now = names;
    Membership found = now.get(full);
    return found == null && full.endsWith(suffix)
        ? now.get(full.substring(0, full.length() - suffix.length()))
        : found;
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  /** Puts a container on a free number; returns null when there is none. */
  @Nullable Membership add(Port port) {
    int number = freeNumber(port.name());
    if (number == 0) {
      return null;
    }
    holders[number] = port.name();
    set(number, port);
    return new Membership(this, number);
  }

  /** Frees a number. */
  void remove(int number) {
    set(number, null);
  }

  /** Keeps a free number for a container, if it is nobody else's. */
  void keep(int number, String container) {
    if (number >= 1 && number <= Pool.MAX_MEMBER && holders[number] == null) {
      holders[number] = container;
    }
  }

  private int freeNumber(String container) {
    int unused = 0;
    int free = 0;
    for (int number = Pool.MAX_MEMBER; number >= 1; number--) {
      if (members.get(number) == null) {
        if (container.equals(holders[number])) {
          return number;
        }
        free = number;
        unused = holders[number] == null ? number : unused;
      }
    }
    return unused == 0 ? free : unused;
  }

  private void set(int number, @Nullable Port port) {
    members.set(number, port);
    Map<String, Membership> all = new HashMap<>();
    for (int each = 1; each <= Pool.MAX_MEMBER; each++) {
      Port member = members.get(each);
      if (member != null) {
        // Names that differ in case only are one in the DNS: the first has it.
        all.putIfAbsent(member.name().toLowerCase(Locale.ROOT), new Membership(this, each));
      }
    }
    names = all;
  }
}
