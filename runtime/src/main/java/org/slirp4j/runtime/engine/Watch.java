package org.slirp4j.runtime.engine;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.RejectedExecutionException;
import org.slirp4j.tapdev.libc.Errno;

/** Waits on an event loop for something to happen to a descriptor, once, and closes it then. */
final class Watch implements EpollIoHandle {
  /** Who learns of it, on the loop's thread. */
  interface Listener {
    /** It happened. */
    void onEvent();

    /** The descriptor cannot be watched: EBADF when it is none, EPERM when it never changes. */
    void onRefused(int errno);
  }

  private final FileDescriptor descriptor;
  private final EpollIoOps interest;
  private final Listener listener;
  private boolean told;

  private Watch(int fd, EpollIoOps interest, Listener listener) {
    this.descriptor = new FileDescriptor(fd);
    this.interest = interest;
    this.listener = listener;
  }

  /** Waits for a hang-up or an error; data does nothing. */
  static void hangUp(IoEventLoop loop, int fd, Listener listener) {
    // Hang-up and error are reported unasked; an empty mask is what Netty cannot take.
    new Watch(fd, EpollIoOps.EPOLLERR, listener).register(loop);
  }

  /** Waits for something to read: a pidfd's process has ended. */
  static void readable(IoEventLoop loop, int fd, Listener listener) {
    new Watch(fd, EpollIoOps.EPOLLIN, listener).register(loop);
  }

  private void register(IoEventLoop loop) {
    try {
      // As a task: what fails in a future's listener, Netty keeps to itself.
      loop.execute(() -> submit(loop.register(this)));
    } catch (RejectedExecutionException e) {
      release(); // the loop has ended, and whoever listens with it
    }
  }

  private void submit(Future<IoRegistration> result) {
    if (!result.isSuccess()) {
      release();
      listener.onRefused(Errno.EINVAL);
      return;
    }
    try {
      result.getNow().submit(interest);
    } catch (UncheckedIOException e) {
      release();
      listener.onRefused(
          e.getCause() instanceof NativeIoException reason ? -reason.expectedErr() : Errno.EINVAL);
    }
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    if (!told) {
      told = true;
      registration.cancel();
      release();
      listener.onEvent();
    }
  }

  @Override
  public void close() throws IOException {
    descriptor.close();
  }

  private void release() {
    try {
      close();
    } catch (IOException e) {
      // Nothing was written to it that could be lost.
    }
  }
}
