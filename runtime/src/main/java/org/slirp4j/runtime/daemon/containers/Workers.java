package org.slirp4j.runtime.daemon.containers;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slirp4j.runtime.daemon.events.DaemonLog;

/** A few threads for what nobody waits for: containers that died, attaching again. */
final class Workers implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int END_MILLIS = 500;

  private final ScheduledThreadPoolExecutor threads;
  private final ExecutorService ordered;
  private final DaemonLog log;

  Workers(DaemonLog log) {
    this.log = log;
    this.threads =
        new ScheduledThreadPoolExecutor(
            THREADS, Thread.ofPlatform().daemon().name("worker-", 1).factory());
    ordered =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("in-order").factory());
    threads.setRemoveOnCancelPolicy(true);
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Does something soon, on one of the threads; nothing when the daemon is ending. */
  void run(Runnable task) {
    after(0, task);
  }

  /** Does something when some time has passed. */
  @SuppressWarnings("FutureReturnValueIgnored") // what it throws is logged
  void after(long delayMillis, Runnable task) {
    try {
      threads.schedule(() -> guarded(task), delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The daemon is ending, and everything with it.
    }
  }

  /** Does something soon, after all that was asked for by this before. */
  void inOrder(Runnable task) {
    try {
      ordered.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      // The daemon is ending, and everything with it.
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("internal error, please report it: " + e);
    }
  }

  /** Begins nothing any more, and waits for what has begun. */
  @Override
  public void close() {
    threads.shutdown();
    ordered.shutdownNow();
    try {
      if (!threads.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
        log.warn("something that was begun for a container does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
