package org.slirp4j.portfwd.forward;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sessions of one forwarded UDP port, in the order of their last datagrams. */
final class ClientSessions<S extends ClientSessions.Session> {
  /** A client of the port. */
  abstract static class Session {
    /** By the client's address and port and the own address. */
    final SessionKey clientKey;

    long lastNanos;

    Session(SessionKey clientKey) {
      this.clientKey = clientKey;
    }
  }

  /** How long a session may be idle: RFC 4787, REQ-5, as for the container's own ports. */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(300);

  /** Who is told that a session has ended. */
  interface Listener<S> {
    void onEnded(S session);
  }

  // In the order of access: the one idle longest comes first.
  private final LinkedHashMap<SessionKey, S> sessions = new LinkedHashMap<>(16, 0.75f, true);
  private final Listener<S> listener;

  ClientSessions(Listener<S> listener) {
    this.listener = listener;
  }

  /** Returns the session of a key; it is to be used now. */
  @Nullable S find(SessionKey clientKey) {
    return sessions.get(clientKey);
  }

  void add(S session) {
    sessions.put(session.clientKey, session);
  }

  /** Notes a datagram either way. */
  void use(S session, long now) {
    session.lastNanos = now;
    sessions.get(session.clientKey); // it is the last one now
  }

  /** Hands out all, the one idle longest first. */
  void forEach(Consumer<S> to) {
    sessions.values().forEach(to);
  }

  int size() {
    return sessions.size();
  }

  /** Ends the session that was idle longest, if there is one. */
  void endOldest() {
    Map.Entry<SessionKey, S> oldest = sessions.pollFirstEntry();
    if (oldest != null) {
      listener.onEnded(oldest.getValue());
    }
  }

  /**
   * Ends what was idle for too long.
   *
   * @return how long the next one may still be idle in nanoseconds, or 0 when there is none
   */
  long endIdle(long now) {
    while (!sessions.isEmpty()) {
      long left = sessions.firstEntry().getValue().lastNanos + IDLE_NANOS - now;
      if (left > 0) {
        return left;
      }
      endOldest();
    }
    return 0;
  }

  void endAll() {
    while (!sessions.isEmpty()) {
      endOldest();
    }
  }
}
