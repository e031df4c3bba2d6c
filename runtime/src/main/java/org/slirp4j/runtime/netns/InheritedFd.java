package org.slirp4j.runtime.netns;

import org.slirp4j.tapdev.libc.FileCalls;

/**
 * Tells what our caller has opened for us from what we have opened ourselves.
 *
 * <p>A caller may name a descriptor that it has forgotten to open. By then the virtual machine may
 * have got that number for a file of its own, which we must not write to or close. All of its files
 * and ours are closed by execve(2); what came to us through it is not.
 */
final class InheritedFd {
  private InheritedFd() {}

  /** Tells whether {@code fd} is open and was so when the process began. */
  static boolean isOpen(int fd) {
    int flags = FileCalls.fcntl(fd, FileCalls.F_GETFD, 0);
    return flags >= 0 && (flags & FileCalls.FD_CLOEXEC) == 0;
  }
}
