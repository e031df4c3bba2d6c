package org.slirp4j.portfwd.splice;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ReadyHandler;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/**
 * A client's way to its service: a socket inside is had, then connected.
 *
 * <p>Over the container's own loopback interface that is over before connect(2) returns, though it
 * says EINPROGRESS; asked once more it says how it went.
 */
final class InsideDial implements SocketSupply.Asker, ReadyHandler {
  // <linux/sockios.h>, <linux/if.h>: struct ifreq has a name of 16 bytes, then the flags.
  private static final int SIOCGIFFLAGS = 0x8913;
  private static final int IFREQ_BYTES = 40;
  private static final int FLAGS_AT = 16;
  private static final int IFF_UP = 1;

  private final Splicer splicer;
  private final HostAddress to;
  private final Splicer.Outcome outcome;
  private @Nullable HostSocket socket;

  InsideDial(Splicer splicer, HostAddress to, Splicer.Outcome outcome) {
    this.splicer = splicer;
    this.to = to;
    this.outcome = outcome;
  }

  @Override
  public void onSocket(int fd, HostSocket.@Nullable Lender lender) {
    HostSockets sockets = splicer.sockets();
    HostSocket inside = fd == SocketSupply.NONE ? null : sockets.adoptStream(fd, lender);
    if (inside == null) {
      outcome.onNoSocket();
      return;
    }
    socket = inside;
    int errno = connect(inside);
    if (errno == Errno.EINPROGRESS) {
      errno = sockets.askConnected(inside, to);
    }
    if (!isPending(errno)) {
      settle(inside, errno, 0);
    } else if (!hasLoopback(inside)) {
      settle(inside, Errno.ENETUNREACH, 0);
    } else if (!inside.watch(this)) {
      outcome.onFailed(Errno.ENOMEM);
    }
  }

  private int connect(HostSocket inside) {
    InsidePorts ports = splicer.ports();
    int tries = 0;
    while (true) {
      boolean isNarrow = ports.narrow(inside);
      int errno = splicer.sockets().askConnected(inside, to);
      if (errno != Errno.EADDRNOTAVAIL || !isNarrow) {
        return errno;
      }
      if (++tries == InsidePorts.MAX_TRIES) {
        ports.widen(inside);
        return splicer.sockets().askConnected(inside, to);
      }
    }
  }

  @Override
  public boolean concernsStack() {
    return false;
  }

  @Override
  public void onReady(int events) {
    HostSocket inside = socket;
    if (inside != null) {
      int errno = splicer.sockets().askConnected(inside, to);
      if (!isPending(errno)) {
        settle(inside, errno, events);
      }
    }
  }

  private void settle(HostSocket inside, int errno, int events) {
    socket = null;
    if (errno == 0 || errno == Errno.EISCONN) {
      outcome.onConnected(inside, events);
      return;
    }
    inside.close();
    if (errno == Errno.EADDRNOTAVAIL) {
      splicer.rest();
    }
    // All of its ports are taken, mostly by TIME-WAIT; or there is no way from inside.
    if (errno == Errno.EADDRNOTAVAIL || errno == Errno.ENETUNREACH) {
      outcome.onNoSocket();
    } else {
      outcome.onFailed(errno);
    }
  }

  /** Tells whether lo is up inside: if not, the kernel drops what goes to its own addresses. */
  private static boolean hasLoopback(HostSocket inside) {
    try (NativeBlock request = new NativeBlock(IFREQ_BYTES)) {
      request.putByte(0, 'l');
      request.putByte(1, 'o');
      return FileCalls.ioctl(inside.number(), SIOCGIFFLAGS, request.address()) != 0
          || (request.getShort(FLAGS_AT) & IFF_UP) != 0;
    }
  }

  private static boolean isPending(int errno) {
    return errno == Errno.EINPROGRESS || errno == Errno.EALREADY;
  }
}
