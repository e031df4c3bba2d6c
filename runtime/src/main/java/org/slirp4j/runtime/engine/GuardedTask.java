package org.slirp4j.runtime.engine;

/** A task whose failure is its engine's. */
final class GuardedTask implements Runnable {
  private final Faults faults;
  private final Runnable task;

  GuardedTask(Faults faults, Runnable task) {
    this.faults = faults;
    this.task = task;
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // errors too: the process goes on without this engine
  public void run() {
    try {
      task.run();
    } catch (Throwable e) {
      faults.caught(e);
    }
  }
}
