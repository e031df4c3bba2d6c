package org.slirp4j.runtime.daemon.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Event;

/** The place where events are told and heard. */
public final class EventHub implements AutoCloseable {
  /** Most listeners at a time: each has a thread. */
  public static final int MAX_LISTENERS = 64;

  private final List<Listening> listeners = new ArrayList<>();
  private long lastSequence;
  private boolean closed;

  /** Tells all listeners of something; never waits. */
  public synchronized void tell(String type, String container, Map<String, String> details) {
    Event event = new Event(++lastSequence, Instant.now(), type, container, Map.copyOf(details));
    listeners.removeIf(each -> !each.offer(event));
  }

  /**
   * Adds a listener, which is told of everything from now on.
   *
   * @throws ControlException when there are too many, or the daemon is ending
   */
  public synchronized Control.Subscription listen(Consumer<Event> listener)
      throws ControlException {
    if (closed) {
      throw new ControlException(ControlException.Kind.UNAVAILABLE, "the daemon is ending");
    }
    if (listeners.size() >= MAX_LISTENERS) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE,
          "there are " + MAX_LISTENERS + " listeners to events already; end one of them");
    }
    Listening listening = new Listening(listener, this::remove);
    listeners.add(listening);
    listening.start();
    return listening;
  }

  private synchronized void remove(Listening listening) {
    listeners.remove(listening);
  }

  /** Ends all listeners, each after what it has not heard yet. */
  @Override
  public synchronized void close() {
    closed = true;
    for (Listening each : listeners) {
      each.end();
    }
    listeners.clear();
  }
}
