package org.slirp4j.runtime.engine;

import io.netty.channel.IoEventLoop;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One Netty event loop with its thread. */
final class Loop {
  private static final int STOP_SECONDS = 5;

  static {
    NettyLog.install();
  }

  private final Faults faults = new Faults();
  private final IoEventLoop loop;

  /**
   * Makes a loop.
   *
   * @param name of its thread
   */
  Loop(String name) {
    // It keeps the process alive, whoever starts it.
    ThreadFactory threads = Thread.ofPlatform().daemon(false).name(name).factory();
    loop = new EngineLoop(threads, faults);
    // Netty starts the thread with the first task; it takes a while to be up.
    loop.execute(() -> {});
  }

  IoEventLoop get() {
    return loop;
  }

  /** Returns where this loop's faults go. */
  Faults faults() {
    return faults;
  }

  /** Runs something on the loop's thread and waits for it. Not on that thread. */
  <T> T call(Callable<T> task) {
    FutureTask<T> run = new FutureTask<>(task);
    loop.execute(run);
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for the loop", e);
    }
  }

  /**
   * Runs something on the loop's thread, if it comes to it in time; on that thread itself at once.
   *
   * @throws EngineUnavailableException when it did not begin, or may still be at it
   * @throws ExecutionException for what {@code task} has thrown
   */
  <T> T call(Callable<T> task, long millis) throws EngineUnavailableException, ExecutionException {
    FutureTask<T> run = new FutureTask<>(task);
    try {
      if (loop.inEventLoop()) {
        run.run();
      } else {
        loop.execute(run);
      }
      return run.get(millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new EngineUnavailableException("the container is no longer attached", e);
    } catch (TimeoutException e) {
      run.cancel(false); // what has not begun never will
      throw new EngineUnavailableException(
          "the container's network is too busy to answer within " + millis + " ms", e);
    } catch (InterruptedException e) {
      run.cancel(false);
      Thread.currentThread().interrupt();
      throw new EngineUnavailableException("interrupted while waiting for the container", e);
    }
  }

  /**
   * Ends the loop's thread and closes every descriptor on it. Not on that thread.
   *
   * @return whether the thread has ended; if not, it is busy with something without end
   */
  boolean stop() {
    boolean interrupted = false;
    boolean ended = false;
    try {
      ended = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }

  static String name(@Nullable String engine) {
    return engine == null ? "loop" : "loop-" + engine;
  }
}
