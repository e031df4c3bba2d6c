package org.slirp4j.portfwd.forward;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.splice.InsideSockets;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.SocketCalls;

/** Sockets of the container's namespace that wait for its programs. */
final class InsideMaker implements ServerSockets.Maker {
  private final HostSockets sockets;
  private final InsideSockets inside;
  private int errno;

  InsideMaker(HostSockets sockets, InsideSockets inside) {
    this.sockets = sockets;
    this.inside = inside;
  }

  @Override
  public @Nullable HostSocket make(int family, int type) {
    int fd;
    try {
      int[] made = inside.make(1, family, type | SocketCalls.SOCK_NONBLOCK, 0);
      fd = made.length == 0 ? -1 : made[0];
    } catch (SystemCallException e) {
      errno = e.errno();
      return null;
    }
    if (fd < 0) {
      errno = Errno.ESRCH; // the container is gone
      return null;
    }
    HostSocket socket = sockets.adoptServer(fd);
    errno = sockets.errno();
    return socket;
  }

  @Override
  public int errno() {
    return errno;
  }

  @Override
  public String place() {
    return "container";
  }
}
