package org.slirp4j.runtime.engine;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Netty's event loop with everything that runs on it guarded by {@link Faults}. */
final class EngineLoop extends SingleThreadIoEventLoop {
  /** Ready descriptors taken at once; more come with the next call. 3 KiB where Netty has 48. */
  private static final int MAX_EVENTS = 256;

  private final Faults faults;

  EngineLoop(ThreadFactory threads, Faults faults) {
    super(null, threads, new GuardedEpoll(faults));
    this.faults = faults;
  }

  @Override
  public void execute(Runnable task) {
    super.execute(faults.guard(task));
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return super.schedule(faults.guard(command), delay, unit);
  }

  /** Makes the loop's guarded handler. */
  private record GuardedEpoll(Faults faults) implements IoHandlerFactory {
    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
      return new GuardedIo(
          faults,
          EpollIoHandler.newFactory(MAX_EVENTS, DefaultSelectStrategyFactory.INSTANCE)
              .newHandler(executor));
    }
  }
}
