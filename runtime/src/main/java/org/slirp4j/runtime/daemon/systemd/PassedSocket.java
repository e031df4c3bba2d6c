package org.slirp4j.runtime.daemon.systemd;

import java.io.IOException;
import java.util.Map;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** The listening socket that a service manager has made for us: sd_listen_fds(3). */
public final class PassedSocket {
  /** The first descriptor that is passed: SD_LISTEN_FDS_START. */
  private static final int FIRST_FD = 3;

  // The same on x86-64 and aarch64: <asm-generic/socket.h>.
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;

  private PassedSocket() {}

  /**
   * Returns the socket's descriptor, or −1 when none was passed to this process.
   *
   * @param environment the process's
   * @throws IOException when something else was passed
   */
  public static int take(Map<String, String> environment, long pid) throws IOException {
    String forPid = environment.get("LISTEN_PID");
    String count = environment.get("LISTEN_FDS");
    if (count == null || forPid == null || !forPid.equals(Long.toString(pid))) {
      return -1; // inherited from a parent that it was meant for
    }
    if (count.equals("0")) {
      return -1;
    }
    if (!count.equals("1")) {
      throw new IOException(
          "LISTEN_FDS=" + count + ": one socket is wanted, the API's; see slirp4j.socket");
    }
    return take(FIRST_FD);
  }

  static int take(int fd) throws IOException {
    if (option(fd, SO_DOMAIN) != SocketCalls.AF_UNIX
        || option(fd, SO_TYPE) != SocketCalls.SOCK_STREAM
        || option(fd, SO_ACCEPTCONN) != 1) {
      throw new IOException(
          "LISTEN_FDS=1: descriptor "
              + fd
              + " is no listening unix stream socket; see slirp4j.socket");
    }
    FileCalls.fcntl(fd, FileCalls.F_SETFD, FileCalls.FD_CLOEXEC);
    int flags = FileCalls.fcntl(fd, FileCalls.F_GETFL, 0);
    FileCalls.fcntl(fd, FileCalls.F_SETFL, flags | FileCalls.O_NONBLOCK);
    return fd;
  }

  private static int option(int fd, int option) throws IOException {
    try (NativeBlock value = new NativeBlock(2 * Integer.BYTES)) {
      value.putInt(Integer.BYTES, Integer.BYTES);
      if (SocketCalls.getsockopt(
              fd, SOL_SOCKET, option, value.address(), value.address() + Integer.BYTES)
          != 0) {
        throw new IOException(
            "LISTEN_FDS=1: descriptor " + fd + ": " + Errno.describe(Errno.last()));
      }
      return value.getInt(0);
    }
  }
}
