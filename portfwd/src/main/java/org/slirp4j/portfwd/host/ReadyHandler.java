package org.slirp4j.portfwd.host;

/** Who acts on a socket's events. */
public interface ReadyHandler {
  /** Bytes, a datagram or the end of the stream can be read: {@code <sys/epoll.h>}. */
  int READABLE = 1;

  /** Among what can be read is an urgent byte, before which a read stops short (EPOLLPRI). */
  int URGENT = 2;

  /** There is room to write again, or a connect has succeeded. */
  int WRITABLE = 4;

  /** An error is pending, or lies in the error queue. */
  int ERROR = 8;

  /** Both directions have ended (EPOLLHUP) or the far end has ended its own (EPOLLRDHUP). */
  int HANG_UP = 0x10 | 0x2000;

  /**
   * Something changed since the last call; told once. A hint: the socket may turn out to be in
   * another state.
   *
   * @param events a set of the bits above
   */
  void onReady(int events);

  /** Tells whether the stack may have to emit after an event: whether a flow of its is moved. */
  default boolean concernsStack() {
    return true;
  }
}
