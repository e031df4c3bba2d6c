package org.slirp4j.runtime.network;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A named network: who is member number what. */
final class Network {
  private final String name;
  private final int index;
  private final AtomicReferenceArray<@Nullable Port> members =
      new AtomicReferenceArray<>(Pool.MAX_MEMBER + 2);

  Network(String name, int index) {
    this.name = name;
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

  /** Returns the number of a member of this name, or 0; any thread. */
  int numberOf(String container) {
    for (int number = 1; number <= Pool.MAX_MEMBER; number++) {
      Port port = members.get(number);
      if (port != null && port.name().equalsIgnoreCase(container)) {
        return number;
      }
    }
    return 0;
  }

  boolean isEmpty() {
    for (int number = 1; number <= Pool.MAX_MEMBER; number++) {
      if (members.get(number) != null) {
        return false;
      }
    }
    return true;
  }

  void set(int number, @Nullable Port port) {
    members.set(number, port);
  }
}
