package org.slirp4j.tapdev.libc;

import com.sun.jna.Native;

/** Functions that are mapped directly; see {@link Direct} for when. */
final class DirectCalls {
  static {
    Native.register(DirectCalls.class, Libc.PROCESS);
  }

  private DirectCalls() {}

  static native int socket(int domain, int type, int protocol);

  static native int connect(int fd, long address, int addressBytes);

  static native long recvmsg(int fd, long message, int flags);

  static native long sendmsg(int fd, long message, int flags);

  static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

  static native int sendmmsg(int fd, long messages, int count, int flags);
}
