package org.slirp4j.tapdev.libc;

/** Calls that make sockets and ask about them, once or twice in a socket's life. */
public final class SocketCalls {
  /** Families, types and flags, the same on x86-64 and aarch64: {@code <sys/socket.h>}. */
  public static final int AF_UNIX = 1;

  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_SEQPACKET = 5;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x80000;

  private SocketCalls() {}

  /** Makes a socket; returns its descriptor or −1: socket(2). */
  public static int socket(int domain, int type, int protocol) {
    return Direct.isLoaded()
        ? DirectCalls.socket(domain, type, protocol)
        : Libc.intCall("socket", domain, type, protocol);
  }

  /** Makes two connected sockets and stores them at {@code fds}; returns 0 or −1: socketpair(2). */
  public static int socketpair(int domain, int type, int protocol, long fds) {
    return Libc.intCall("socketpair", domain, type, protocol, fds);
  }

  /** Gives a socket a local address; returns 0 or −1: bind(2). */
  public static int bind(int fd, long address, int addressBytes) {
    return Libc.intCall("bind", fd, address, addressBytes);
  }

  /** Connects a socket; returns 0 or −1: connect(2). */
  public static int connect(int fd, long address, int addressBytes) {
    return Direct.isLoaded()
        ? DirectCalls.connect(fd, address, addressBytes)
        : Libc.intCall("connect", fd, address, addressBytes);
  }

  /** Lets a socket take connections, {@code backlog} waiting at a time; 0 or −1: listen(2). */
  public static int listen(int fd, int backlog) {
    return Libc.intCall("listen", fd, backlog);
  }

  /** Takes a connection; returns its descriptor or −1: accept4(2). */
  public static int accept4(int fd, long address, long addressBytes, int flags) {
    return Libc.intCall("accept4", fd, address, addressBytes, flags);
  }

  /** Reads at most {@code bytes} into {@code address}; their number, 0 at the end, −1: recv(2). */
  public static int recv(int fd, long address, long bytes, int flags) {
    return (int) Libc.longCall("recv", fd, address, bytes, flags);
  }

  /** Ends reading (0), writing (1) or both (2); returns 0 or −1: shutdown(2). */
  public static int shutdown(int fd, int how) {
    return Libc.intCall("shutdown", fd, how);
  }

  /** Stores the local address at {@code address}; returns 0 or −1: getsockname(2). */
  public static int getsockname(int fd, long address, long addressBytes) {
    return Libc.intCall("getsockname", fd, address, addressBytes);
  }

  /** Stores an option's value at {@code value}; returns 0 or −1: getsockopt(2). */
  public static int getsockopt(int fd, int level, int option, long value, long valueBytes) {
    return Libc.intCall("getsockopt", fd, level, option, value, valueBytes);
  }

  /** Sets an option from {@code value}; returns 0 or −1: setsockopt(2). */
  public static int setsockopt(int fd, int level, int option, long value, int valueBytes) {
    return Libc.intCall("setsockopt", fd, level, option, value, valueBytes);
  }
}
