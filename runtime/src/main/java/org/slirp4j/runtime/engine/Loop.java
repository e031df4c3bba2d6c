package org.slirp4j.runtime.engine;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** One Netty event loop with its thread. */
final class Loop {
  /** Ready descriptors taken at once; more come with the next call. 3 KiB where Netty has 48. */
  private static final int MAX_EVENTS = 256;

  private static final int STOP_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup group;
  private final IoEventLoop loop;

  Loop() {
    NettyLog.install();
    // It keeps the process alive, whoever starts it.
    ThreadFactory threads = Thread.ofPlatform().daemon(false).name("loop").factory();
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            threads,
            EpollIoHandler.newFactory(MAX_EVENTS, DefaultSelectStrategyFactory.INSTANCE));
    loop = group.next();
    // Netty starts the thread with the first task; it takes a while to be up.
    loop.execute(() -> {});
  }

  IoEventLoop get() {
    return loop;
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

  /** Ends the loop's thread and closes every descriptor on it. Not on that thread. */
  void stop() {
    boolean interrupted = false;
    try {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
