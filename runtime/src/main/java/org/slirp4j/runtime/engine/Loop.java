package org.slirp4j.runtime.engine;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slirp4j.runtime.StartTrace;

/** One Netty event loop with its thread. */
final class Loop {
  /**
   * Ready descriptors taken at once; more come with the next call. 3 KiB where the default is 48.
   */
  private static final int MAX_EVENTS = 256;

  private static final int STOP_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup group;
  private final IoEventLoop loop;

  private Loop() {
    NettyLog.install();
    ThreadFactory threads = task -> new Thread(task, "loop");
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            threads,
            EpollIoHandler.newFactory(MAX_EVENTS, DefaultSelectStrategyFactory.INSTANCE));
    loop = group.next();
    StartTrace.ended("loop made");
  }

  /** Makes a loop on a thread of its own, because loading Netty takes as long as loading JNA. */
  static FutureTask<Loop> make() {
    FutureTask<Loop> made = new FutureTask<>(Loop::new);
    Thread.ofPlatform().daemon().name("netty-start").start(made);
    return made;
  }

  /** Returns what {@link #make} makes. */
  static Loop await(FutureTask<Loop> made) {
    try {
      return made.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("no event loop", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  IoEventLoop get() {
    return loop;
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
