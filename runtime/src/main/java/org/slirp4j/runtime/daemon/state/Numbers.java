package org.slirp4j.runtime.daemon.state;

import java.io.IOException;

/**
 * Numbers that are never given out twice: they are reserved on disk, a block at a time, and what is
 * left of a block is given back by an orderly end.
 */
public final class Numbers {
  private static final int BLOCK = 100;

  private final StateStore store;
  private long container;
  private long rule;

  /** Goes on after those that were given out. */
  public Numbers(StateStore store) {
    this.store = store;
    this.container = store.state().lastContainerId();
    this.rule = store.state().lastRuleId();
  }

  /**
   * Returns a container's number.
   *
   * @throws IOException when none is reserved any more, and none can be
   */
  public synchronized long nextContainer() throws IOException {
    if (container >= store.state().lastContainerId()) {
      reserve();
    }
    return ++container;
  }

  /**
   * Returns a rule's number.
   *
   * @throws IOException when none is reserved any more, and none can be
   */
  public synchronized long nextRule() throws IOException {
    if (rule >= store.state().lastRuleId()) {
      reserve();
    }
    return ++rule;
  }

  private void reserve() throws IOException {
    long lastContainer = container + BLOCK;
    long lastRule = rule + BLOCK;
    store.change(state -> state.withNumbers(lastContainer, lastRule));
  }

  /**
   * Gives back what was reserved for nothing; no more numbers after that.
   *
   * @throws IOException when it cannot be written, which makes no harm
   */
  public synchronized void giveBack() throws IOException {
    store.change(state -> state.withNumbers(container, rule));
  }
}
