package org.slirp4j.runtime.engine;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A handle whose failure is its engine's. */
final class GuardedHandle implements EpollIoHandle {
  private final Faults faults;
  private final EpollIoHandle handle;

  GuardedHandle(Faults faults, EpollIoHandle handle) {
    this.faults = faults;
    this.handle = handle;
  }

  @Override
  public FileDescriptor fd() {
    return handle.fd();
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    try {
      handle.handle(registration, event);
    } catch (Throwable e) {
      faults.caught(e);
    }
  }

  @Override
  public void registered() {
    handle.registered();
  }

  @Override
  public void unregistered() {
    handle.unregistered();
  }

  @Override
  public void close() throws IOException {
    try {
      handle.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
