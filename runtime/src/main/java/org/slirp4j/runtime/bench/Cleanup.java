package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slirp4j.runtime.bench.rival.Leftovers;

/** Ends what a run has started and deletes its files: at its end, and when a signal comes. */
final class Cleanup implements AutoCloseable {
  /** Ten seconds in all. */
  private static final int MAX_PASSES = 500;

  private static final long PASS_NANOS = 20_000_000;

  private final Path folder;
  private volatile boolean ending;
  private volatile boolean stopped;
  private boolean cleaned;

  private Cleanup(Path folder) {
    this.folder = folder;
  }

  /** Sees to the end of a run and of the folder of its files. */
  static Cleanup prepare(Path folder) {
    Cleanup cleanup = new Cleanup(folder);
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::interrupt, "bench-cleanup"));
    Thread.ofPlatform().daemon().name("bench-starter").start(Cleanup::endWithStarter);
    return cleanup;
  }

  /** Ends the process when the one that has started it is gone. */
  private static void endWithStarter() {
    try {
      if (System.in.read() < 0) {
        System.exit(1);
      }
    } catch (IOException e) {
      System.exit(1);
    }
  }

  /**
   * Lets the run go on unless it is being ended: then the thread that calls stays here, so that it
   * starts nothing any more.
   */
  void checkpoint() {
    if (ending) {
      stopped = true;
      while (true) {
        LockSupport.park(this);
      }
    }
  }

  /** Ends the run from outside of it: a signal has come, or its starter has gone. */
  private void interrupt() {
    ending = true;
    clean();
  }

  @Override
  public void close() {
    checkpoint();
    ending = true;
    stopped = true;
    clean();
  }

  /** Cleans up once; whoever comes later waits for that, lest the process end in the middle. */
  private synchronized void clean() {
    if (!cleaned) {
      cleaned = true;
      cleanNow();
    }
  }

  private void cleanNow() {
    // What is started while we look is ended in the next pass; the run stops at its next step.
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      Leftovers.end();
      List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
      if (stopped && all.isEmpty() && RunFolder.delete(folder)) {
        return;
      }
      all.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(PASS_NANOS);
    }
    if (!RunFolder.delete(folder)) {
      System.err.println("slirp4j: bench: cannot delete " + folder);
    }
  }
}
