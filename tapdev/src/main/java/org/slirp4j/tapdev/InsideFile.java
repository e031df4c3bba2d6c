package org.slirp4j.tapdev;

import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.SocketCalls;

/** Something to open inside a network namespace, to which the descriptor then belongs for good. */
public sealed interface InsideFile {

  /** The TAP driver's control device, non-blocking. */
  record Tun() implements InsideFile {
    static final String PATH = "/dev/net/tun";
    static final int FLAGS = FileCalls.O_RDWR | FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC;

    @Override
    public SystemCallException failure(int errno) {
      String advice =
          switch (errno) {
            case Errno.EACCES, Errno.EPERM ->
                "make it accessible to this user, as root: chmod 666 " + PATH;
            case Errno.ENOENT ->
                "make the device, as root: modprobe tun; or, in a container, start it with --device"
                    + " "
                    + PATH;
            case Errno.ENODEV, Errno.ENXIO -> "load the driver, as root: modprobe tun";
            default -> "";
          };
      return new SystemCallException("open", PATH, errno, advice);
    }
  }

  /**
   * A socket, closed on execve.
   *
   * @param domain {@code AF_INET} and so on
   * @param type {@code SOCK_DGRAM} and so on, with {@code SOCK_NONBLOCK} if wanted
   * @param protocol mostly 0
   */
  record Socket(int domain, int type, int protocol) implements InsideFile {
    int typeAndFlags() {
      return type | SocketCalls.SOCK_CLOEXEC;
    }

    @Override
    public SystemCallException failure(int errno) {
      String object = "of domain " + domain + ", type " + type + " in the namespace";
      return new SystemCallException("socket", object, errno, "");
    }
  }

  /** Returns the error for a person when opening failed. */
  SystemCallException failure(int errno);
}
