package org.slirp4j.portfwd.tcp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ReadyHandler;
import org.slirp4j.tapdev.libc.Errno;

/** Connects, with the kernel's patience. */
public final class TcpConnector implements ReadyHandler {
  /** Who learns how it went. */
  public interface Outcome {
    /**
     * A connection came about; {@code socket} is the caller's.
     *
     * @param events what {@link ReadyHandler#onReady} would tell about it now
     */
    void onConnected(HostSocket socket, int events);

    /** None did, because of {@code errno}. */
    void onConnectFailed(int errno);
  }

  private final HostSockets sockets;
  private final HostAddress to;
  private final int trafficClass;
  private final Outcome outcome;
  private @Nullable HostSocket socket;

  /** Makes one whose SYNs have a traffic class, without ECN bits. */
  public TcpConnector(HostSockets sockets, HostAddress to, int trafficClass, Outcome outcome) {
    this.sockets = sockets;
    this.to = to;
    this.trafficClass = trafficClass;
    this.outcome = outcome;
  }

  /** Starts dialling; the outcome may be told before this returns. */
  public void start() {
    HostSocket made = sockets.stream(to);
    if (made == null) {
      outcome.onConnectFailed(sockets.errno());
      return;
    }
    if (trafficClass != 0) {
      made.trafficClass(to.address().isV4(), trafficClass);
    }
    int errno = sockets.connect(made, to);
    if (errno == 0) {
      outcome.onConnected(made, 0);
    } else if (errno == Errno.EINPROGRESS && made.watch(this)) {
      socket = made;
    } else {
      made.close();
      outcome.onConnectFailed(errno);
    }
  }

  /** Gives up without telling. */
  public void cancel() {
    if (socket != null) {
      socket.reset();
      socket = null;
    }
  }

  @Override
  public void onReady(int events) {
    HostSocket dialled = socket;
    if (dialled == null) {
      return;
    }
    // While it waits for an answer it is not writable, and a failure is an error.
    boolean answered = (events & (WRITABLE | ERROR | HANG_UP)) == WRITABLE;
    int errno = answered ? 0 : sockets.askConnected(dialled, to);
    if (errno == 0 || errno == Errno.EISCONN) {
      socket = null;
      outcome.onConnected(dialled, events);
    } else if (errno != Errno.EALREADY && errno != Errno.EINPROGRESS) {
      cancel();
      outcome.onConnectFailed(errno);
    }
  }
}
