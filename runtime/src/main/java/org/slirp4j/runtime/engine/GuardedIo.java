package org.slirp4j.runtime.engine;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;

/** Netty's epoll handler with all its handles guarded. */
final class GuardedIo implements IoHandler {
  private final Faults faults;
  private final IoHandler epoll;

  GuardedIo(Faults faults, IoHandler epoll) {
    this.faults = faults;
    this.epoll = epoll;
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    try {
      return epoll.run(context);
    } catch (Throwable e) {
      faults.caught(e);
      return 0;
    }
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return epoll.register(
        handle instanceof EpollIoHandle plain ? new GuardedHandle(faults, plain) : handle);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  /** The thread ends. */
  @Override
  public void destroy() {
    try {
      faults.ended();
      // Netty leaves it out when it ends without a quiet period, and handles would stay open.
      epoll.prepareToDestroy();
    } finally {
      epoll.destroy();
    }
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return epoll.isCompatible(type);
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }
}
