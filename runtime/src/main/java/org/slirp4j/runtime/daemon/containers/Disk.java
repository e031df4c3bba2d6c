package org.slirp4j.runtime.daemon.containers;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.daemon.state.Numbers;
import org.slirp4j.runtime.daemon.state.SavedContainer;
import org.slirp4j.runtime.daemon.state.StateStore;

/** What containers have on disk; what cannot be written is the client's to know. */
final class Disk {
  private final StateStore store;
  private final Numbers numbers;
  private final DaemonLog log;

  Disk(StateStore store, DaemonLog log) {
    this.store = store;
    this.numbers = new Numbers(store);
    this.log = log;
  }

  /** Returns a number for a container. */
  long nextContainer() throws ControlException {
    try {
      return numbers.nextContainer();
    } catch (IOException e) {
      throw full(e);
    }
  }

  /** Returns a number for a rule. */
  long nextRule() throws ControlException {
    try {
      return numbers.nextRule();
    } catch (IOException e) {
      throw full(e);
    }
  }

  /**
   * Writes what is to be kept of a container.
   *
   * @param saved null for nothing
   */
  void put(String name, @Nullable SavedContainer saved) throws ControlException {
    try {
      store.change(state -> saved == null ? state.without(name) : state.with(saved));
    } catch (IOException e) {
      throw full(e);
    }
  }

  /** Writes it if that can be done; nobody waits for it who could be told. */
  void tryPut(String name, @Nullable SavedContainer saved) {
    try {
      put(name, saved);
    } catch (ControlException e) {
      log.warn("container " + name + ": " + e.getMessage());
    }
  }

  private static ControlException full(IOException e) {
    return new ControlException(
        Kind.UNAVAILABLE, "nothing is changed, because it could not be kept: " + e.getMessage());
  }

  /** Gives back the numbers that were not used. */
  void close() {
    try {
      numbers.giveBack();
    } catch (IOException e) {
      log.warn(String.valueOf(e.getMessage()));
    }
  }
}
