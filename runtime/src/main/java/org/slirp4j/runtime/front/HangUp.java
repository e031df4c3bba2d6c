package org.slirp4j.runtime.front;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Owns a descriptor and tells, once, that its other end has gone. On the door's loop. */
final class HangUp implements EpollIoHandle {
  private final FileDescriptor descriptor;
  private final Runnable onHangUp;
  private @Nullable IoRegistration registration;
  private boolean told;

  private HangUp(int fd, Runnable onHangUp) {
    this.descriptor = new FileDescriptor(fd);
    this.onHangUp = onHangUp;
  }

  /**
   * Begins to watch, on the loop's thread.
   *
   * @return the watch, or null when the descriptor is of a kind that never hangs up; it is closed
   *     then
   */
  static @Nullable HangUp watch(IoEventLoop loop, int fd, Runnable onHangUp) {
    HangUp watch = new HangUp(fd, onHangUp);
    Future<IoRegistration> registered = loop.register(watch); // at once, on the loop's own thread
    if (!registered.isSuccess()) {
      watch.close();
      return null;
    }
    watch.registration = registered.getNow();
    try {
      // Hang-up and error are reported unasked; an empty mask is what Netty cannot take.
      registered.getNow().submit(EpollIoOps.EPOLLERR);
      return watch;
    } catch (UncheckedIOException e) {
      watch.end();
      return null;
    }
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    cancel(); // or it would be reported over and over, until the end
    if (!told) {
      told = true;
      onHangUp.run();
    }
  }

  /** Ends the watch and closes the descriptor. */
  void end() {
    told = true;
    cancel();
    close();
  }

  private void cancel() {
    IoRegistration registered = registration;
    registration = null;
    if (registered != null) {
      registered.cancel();
    }
  }

  @Override
  public void close() {
    try {
      if (descriptor.isOpen()) {
        descriptor.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
