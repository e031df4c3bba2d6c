package org.slirp4j.runtime.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All clients of a server, and the bounds that they share. On the server's loop only. */
final class Clients {
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final Set<Client> all = new LinkedHashSet<>();
  private int streams;

  Clients(Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** Takes a new client; when there are too many, the longest idle one gives way. */
  boolean admit(Client client) {
    if (all.size() >= limits.clients()) {
      Client idle = longestIdle();
      if (idle == null) {
        return false;
      }
      all.remove(idle);
      idle.close();
    }
    all.add(client);
    return true;
  }

  void remove(Client client) {
    all.remove(client);
  }

  boolean beginStream() {
    if (streams >= limits.streams()) {
      return false;
    }
    streams++;
    return true;
  }

  void endStream() {
    streams--;
  }

  /** Closes those whose time is over. */
  void sweep() {
    if (all.isEmpty()) {
      return;
    }
    long now = now();
    List<Client> over = new ArrayList<>();
    for (Client client : all) {
      if (client.isOver(now)) {
        over.add(client);
      }
    }
    over.forEach(Client::giveUp);
  }

  private @Nullable Client longestIdle() {
    Client longest = null;
    for (Client client : all) {
      if (client.isIdle()
          && (longest == null || client.deadlineNanos() - longest.deadlineNanos() < 0)) {
        longest = client;
      }
    }
    return longest;
  }
}
