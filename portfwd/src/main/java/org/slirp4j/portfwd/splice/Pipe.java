package org.slirp4j.portfwd.splice;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A pipe that bytes wait in between two sockets. */
final class Pipe {
  private final FileDescriptor out;
  private final FileDescriptor in;
  private final int bytes;

  /**
   * Takes over a pipe.
   *
   * @param out where bytes are read
   * @param in where they are written
   * @param bytes how many of them it holds if they fill whole pages
   */
  Pipe(FileDescriptor out, FileDescriptor in, int bytes) {
    this.out = out;
    this.in = in;
    this.bytes = bytes;
  }

  /** Returns the descriptor by which bytes are taken out. */
  int outNumber() {
    return out.intValue();
  }

  /** Returns the descriptor by which bytes are put in. */
  int inNumber() {
    return in.intValue();
  }

  /** Returns how many bytes {@link #put} takes when it is empty. */
  int bytes() {
    return bytes;
  }

  /** Copies bytes into the empty pipe; returns how many it took, or −1. */
  int put(long address, int length) {
    try {
      return in.writeAddress(address, 0, length);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Closes both ends; what was in it is lost. */
  void close() {
    close(out);
    close(in);
  }

  private static void close(FileDescriptor end) {
    try {
      end.close();
    } catch (IOException e) {
      // It is closed for all that: close(2).
    }
  }
}
