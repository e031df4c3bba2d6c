package org.slirp4j.portfwd.splice;

import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * TCP sockets that were made inside while that was possible, for a process that is about to give up
 * its way in.
 */
public final class ReservedSockets implements InsideSockets {
  /**
   * How many for IPv4: so many connections are spliced at a time, others go over the TAP. They take
   * 0.4 ms of the start, and no memory of ours.
   */
  public static final int V4_SOCKETS = 128;

  /** How many for IPv6. */
  public static final int V6_SOCKETS = 32;

  private final int[] v4;
  private final int[] v6;
  private boolean handedOver;

  /** Takes over sockets. */
  public ReservedSockets(int[] v4, int[] v6) {
    this.v4 = v4.clone();
    this.v6 = v6.clone();
  }

  /**
   * Makes the sockets.
   *
   * @param isV6 whether there are to be some for IPv6
   * @throws SystemCallException when they cannot be had; none is left behind
   */
  public static ReservedSockets of(InsideSockets source, boolean isV6) throws SystemCallException {
    int type = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_NONBLOCK;
    int[] v4 = source.make(V4_SOCKETS, SocketCalls.AF_INET, type, 0);
    try {
      int[] v6 = isV6 ? source.make(V6_SOCKETS, SocketCalls.AF_INET6, type, 0) : new int[0];
      return new ReservedSockets(v4, v6);
    } catch (SystemCallException e) {
      close(v4);
      throw e;
    }
  }

  /** Returns the sockets of a family. */
  public int[] streams(boolean isV4) {
    return isV4 ? v4.clone() : v6.clone();
  }

  /** Returns those of a family as something to ask for sockets, which closes them in the end. */
  SocketSupply supply(boolean isV4) {
    handedOver = true;
    return new LentSockets(streams(isV4));
  }

  @Override
  public int[] make(int count, int domain, int type, int protocol) throws SystemCallException {
    throw new SystemCallException(
        "setns",
        "the container's namespace",
        Errno.EPERM,
        "the right to enter was given up by --enable-sandbox or --enable-seccomp");
  }

  /** Closes the sockets, unless relays have them. */
  @Override
  public void close() {
    if (!handedOver) {
      close(v4);
      close(v6);
    }
  }

  private static void close(int[] fds) {
    for (int fd : fds) {
      FileCalls.close(fd);
    }
  }
}
