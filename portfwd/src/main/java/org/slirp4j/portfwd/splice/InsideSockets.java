package org.slirp4j.portfwd.splice;

import org.slirp4j.tapdev.SystemCallException;

/**
 * A source of sockets that belong to the container's network namespace, and are descriptors of this
 * process. Safe to use from any thread.
 */
public interface InsideSockets extends AutoCloseable {
  /**
   * Makes sockets, closed on execve: all of them or none. It takes a quarter of a millisecond, and
   * some 2 µs for each.
   *
   * @param count how many
   * @param domain {@code AF_INET}, {@code AF_INET6}, {@code AF_UNIX}, {@code AF_NETLINK}
   * @param type {@code SOCK_STREAM} and so on, with {@code SOCK_NONBLOCK} if wanted
   * @param protocol mostly 0
   * @return their descriptors, which are the caller's; none after {@link #close}
   * @throws SystemCallException when the namespace cannot be entered, or no descriptor is left
   */
  int[] make(int count, int domain, int type, int protocol) throws SystemCallException;

  /** Makes one socket before {@link #close}; otherwise as {@link #make(int, int, int, int)}. */
  default int make(int domain, int type, int protocol) throws SystemCallException {
    return make(1, domain, type, protocol)[0];
  }

  /** Lets go of the namespace; sockets that were made stay. */
  @Override
  void close();
}
