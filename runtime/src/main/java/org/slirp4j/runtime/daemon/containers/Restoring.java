package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.state.SavedContainer;
import org.slirp4j.runtime.daemon.state.SavedRule;
import org.slirp4j.runtime.daemon.state.StateStore;

/** Brings back what the last daemon has left on disk. */
final class Restoring {
  private static final int THREADS = 4;

  private final Registry registry;
  private final Lives lives;
  private final StateStore store;
  private final DaemonLog log;

  Restoring(Registry registry, Lives lives, StateStore store, DaemonLog log) {
    this.registry = registry;
    this.lives = lives;
    this.store = store;
    this.log = log;
  }

  /** Attaches what is still there; returns when all of it is, or has failed. */
  void run() {
    List<Container> left = new ArrayList<>();
    for (SavedContainer each : store.state().containers().values()) {
      Container container = container(each);
      if (container != null) {
        left.add(container);
      }
    }
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      Thread.ofPlatform()
          .daemon()
          .name("restore-" + i)
          .start(() -> {
            try {
              restoreAll(left);
            } finally {
              done.countDown();
            }
          });
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Container container(SavedContainer saved) {
    try {
      Names.check("container", saved.name());
      Containers.check(saved.name(), saved.settings());
    } catch (ControlException e) {
      log.warn("container " + Names.quoted(saved.name()) + ": " + e.getMessage() + "; left out");
      return null;
    }
    Container container = new Container(saved.name(), saved.named());
    List<Rule> rules = new ArrayList<>();
    for (SavedRule each : saved.rules()) {
      rules.add(Rule.of(each));
    }
    container.rules = List.copyOf(rules);
    container.failed = saved.attachment();
    container.places = saved.places();
    lives.keepPlaces(container);
    container.info = Infos.awaited(saved.name(), saved.settings(), null);
    return registry.put(container);
  }

  private void restoreAll(List<Container> left) {
    while (true) {
      Container next;
      synchronized (left) {
        if (left.isEmpty()) {
          return;
        }
        next = left.removeLast();
      }
      restore(next);
    }
  }

  private void restore(Container container) {
    synchronized (container) {
      SavedContainer.Attachment attachment = container.failed;
      if (attachment == null) {
        lives.await(container, null);
      } else {
        lives.again(container, attachment);
      }
    }
  }
}
