package org.slirp4j.runtime.netns;

import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/** The descriptor on which a caller waits until the network is there. */
final class ReadyFd {
  private ReadyFd() {}

  /** Returns {@code fd}, or −1 with a warning if our caller has not opened it. */
  static int opened(int fd) {
    if (fd < 0 || InheritedFd.isOpen(fd)) {
      return fd;
    }
    System.err.println("WARNING: ready-fd " + fd + " is not open: nobody is told of the network");
    return -1;
  }

  /** Writes the byte {@code 1} and closes the descriptor; −1 is none. */
  static void tell(int fd) {
    if (fd < 0) {
      return;
    }
    try (NativeBlock one = new NativeBlock(1)) {
      one.putByte(0, '1');
      if (FileCalls.write(fd, one.address(), 1) != 1) {
        // As slirp4netns does: the network is up, whoever is told of it.
        System.err.println("WARNING: write ready-fd " + fd + ": " + Errno.describe(Errno.last()));
      }
    }
    FileCalls.close(fd);
  }
}
