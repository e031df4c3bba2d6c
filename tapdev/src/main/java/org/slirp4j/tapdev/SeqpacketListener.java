package org.slirp4j.tapdev;

import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * A socket at a path, of the kind that keeps messages apart, where a virtual machine connects and
 * then sends and takes one Ethernet frame per message: what User Mode Linux calls BESS.
 *
 * <p>One peer is taken; only the socket's owner may be it.
 */
public final class SeqpacketListener implements AutoCloseable {
  private final String path;
  private final UnixListener socket;

  private SeqpacketListener(String path, UnixListener socket) {
    this.path = path;
    this.socket = socket;
  }

  /**
   * Begins to listen.
   *
   * @param path at most 107 bytes
   * @throws SystemCallException when the path is not to be had
   */
  public static SeqpacketListener bind(String path) throws SystemCallException {
    UnixListener socket = UnixListener.bind(path, SocketCalls.SOCK_SEQPACKET, 1);
    socket.remember();
    return new SeqpacketListener(path, socket);
  }

  /** Waits for a peer, as long as it takes; its frames have no vnet header. */
  public TapDevice accept() throws SystemCallException {
    int fd = socket.fd();
    int flags = SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC;
    int peer = SocketCalls.accept4(fd, 0, 0, flags);
    while (peer < 0 && Errno.last() == Errno.EINTR) {
      peer = SocketCalls.accept4(fd, 0, 0, flags);
    }
    if (peer < 0) {
      throw SystemCallException.last("accept", path, "");
    }
    return new TapDevice(peer, path, TapOffloads.NONE);
  }

  /** Takes no peer any more and removes the socket's file; the peer that was taken stays. */
  @Override
  public void close() {
    socket.close();
  }
}
