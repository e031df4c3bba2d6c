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
  private final Set<Client> streams = new LinkedHashSet<>();
  private long unreadBytes;

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

  /** Takes a new stream; when there are too many, one whose client has stopped reading ends. */
  boolean beginStream(Client client) {
    if (streams.size() >= limits.streams()) {
      Client stalled = stalledStream();
      if (stalled == null) {
        return false;
      }
      streams.remove(stalled);
      stalled.close();
    }
    streams.add(client);
    return true;
  }

  void endStream(Client client) {
    streams.remove(client);
  }

  private @Nullable Client stalledStream() {
    long now = now();
    for (Client client : streams) {
      if (client.isStalled(now)) {
        return client;
      }
    }
    return null;
  }

  /**
   * Makes room for a reply, which its client has to read yet; false when there is none. A short one
   * is always taken.
   */
  boolean beginReply(int bytes) {
    if (bytes > limits.lineBytes() && unreadBytes + bytes > limits.replyBytes()) {
      return false;
    }
    unreadBytes += bytes;
    return true;
  }

  void endReply(int bytes) {
    unreadBytes -= bytes;
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

  /** Closes all of them. */
  void closeAll() {
    List.copyOf(all).forEach(Client::close);
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
