package org.slirp4j.runtime.daemon.events;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.Event;

/** One listener, its queue and its thread. */
final class Listening implements Control.Subscription {
  /** Events that may wait for a listener. */
  static final int MAX_WAITING = 1_024;

  /** The type of the last event that a listener hears who was too slow. */
  static final String CUT = "events.cut";

  private final Consumer<Event> listener;
  private final Consumer<Listening> onClose;
  private final ArrayDeque<Event> waiting = new ArrayDeque<>();
  private final Thread thread;
  private boolean ending;

  Listening(Consumer<Event> listener, Consumer<Listening> onClose) {
    this.listener = listener;
    this.onClose = onClose;
    this.thread = Thread.ofPlatform().daemon().name("events").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Adds an event; false when the listener takes no more, because it has ended or is too slow. */
  synchronized boolean offer(Event event) {
    if (ending) {
      return false;
    }
    if (waiting.size() < MAX_WAITING) {
      waiting.add(event);
    } else {
      waiting.clear();
      waiting.add(
          new Event(
              event.sequence(),
              Instant.now(),
              CUT,
              "",
              Map.of("problem", MAX_WAITING + " events waited for this listener; it is cut off")));
      ending = true;
    }
    notifyAll();
    return !ending;
  }

  /** Ends the thread when it has told what waits. */
  synchronized void end() {
    ending = true;
    notifyAll();
  }

  private synchronized @Nullable Event next() throws InterruptedException {
    while (waiting.isEmpty()) {
      if (ending) {
        return null;
      }
      wait();
    }
    return waiting.poll();
  }

  private void run() {
    try {
      for (Event event = next(); event != null; event = next()) {
        listener.accept(event);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(); // a listener that throws hears no more, too
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      ending = true;
      waiting.clear();
      notifyAll();
    }
    onClose.accept(this);
  }
}
