package org.slirp4j.runtime.front;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The reading end of the door: cuts what comes into lines. */
final class DoorHandle implements EpollIoHandle {
  /** PIPE_BUF: what is longer was not one write, and is none of front.sh's. */
  static final int MAX_LINE_BYTES = 4_096;

  private static final int READ_BYTES = 16 * MAX_LINE_BYTES;

  private final FileDescriptor door;
  private final Consumer<String> requests;
  private final ByteBuffer read = ByteBuffer.allocateDirect(READ_BYTES);
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private int length;

  DoorHandle(int fd, Consumer<String> requests) {
    this.door = new FileDescriptor(fd);
    this.requests = requests;
  }

  @Override
  public FileDescriptor fd() {
    return door;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    try {
      int count = door.read(read, 0, READ_BYTES);
      for (int i = 0; i < count; i++) {
        take(read.get(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(byte octet) {
    if (octet == '\n') {
      if (length <= MAX_LINE_BYTES) {
        requests.accept(new String(line, 0, length, StandardCharsets.UTF_8));
      }
      length = 0;
    } else {
      if (length < MAX_LINE_BYTES) {
        line[length] = octet;
      }
      length = Math.min(length + 1, MAX_LINE_BYTES + 1);
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
