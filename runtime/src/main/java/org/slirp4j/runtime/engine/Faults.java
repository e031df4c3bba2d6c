package org.slirp4j.runtime.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where what nobody caught on a loop's thread ends: with the engine whose loop it is, and no other.
 *
 * <p>Netty by itself would log it and go on with half of something done, or sleep for a second, or,
 * with an {@link Error}, end the thread and leave everything open.
 */
final class Faults {
  private @Nullable Consumer<Throwable> owner;

  /** Says who learns of faults from now on; on the loop's thread. */
  void owner(Consumer<Throwable> owner) {
    this.owner = owner;
  }

  /** Tells of a fault, on the loop's thread. */
  void caught(Throwable fault) {
    if (owner != null) {
      owner.accept(fault);
    } else {
      System.err.println("WARNING: " + EngineFault.line(fault)); // nobody is there to be told yet
    }
  }

  /** The loop's thread is about to end, be it asked to or not. */
  void ended() {
    if (owner != null) {
      owner.accept(new IllegalStateException("the event loop has ended by itself"));
    }
  }

  /** Returns a task that passes on what {@code task} throws. */
  Runnable guard(Runnable task) {
    return task instanceof GuardedTask ? task : new GuardedTask(this, task);
  }
}
