package org.slirp4j.portfwd.api;

import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.UnixListener;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * The socket to which the API's clients connect.
 *
 * <p>It is made with few system calls and no event loop, before anything else of the network can be
 * seen; clients wait in its backlog until an {@link ApiServer} takes them. Whoever is not this user
 * must not open ports in the user's name.
 */
public final class ApiSocket implements AutoCloseable {
  /** Clients that may wait; the kernel caps it at somaxconn. */
  private static final int BACKLOG = 1024;

  private static final int TYPE = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_NONBLOCK;

  private final UnixListener socket;

  private ApiSocket(UnixListener socket) {
    this.socket = socket;
  }

  /**
   * Makes a socket at {@code path}, in place of one that no program holds any more, but not of
   * anything else.
   *
   * @throws SystemCallException when there is something else, or no way to make one
   */
  public static ApiSocket bind(String path) throws SystemCallException {
    return new ApiSocket(UnixListener.bind(path, TYPE, BACKLOG));
  }

  /** Takes over a socket that was bound to {@code path} before this program was executed. */
  public static ApiSocket inherited(String path, int fd) {
    return new ApiSocket(UnixListener.inherited(path, fd));
  }

  /** Returns the listening descriptor. */
  public int fd() {
    return socket.fd();
  }

  /** Remembers which file is at the path, so as to remove no other in the end. */
  void remember() {
    socket.remember();
  }

  /** Removes the file, unless another one has taken its name since {@link #remember}. */
  void removeFile() {
    socket.removeFile();
  }

  /** Gives up a socket that has not got a server. */
  @Override
  public void close() {
    socket.close();
  }
}
