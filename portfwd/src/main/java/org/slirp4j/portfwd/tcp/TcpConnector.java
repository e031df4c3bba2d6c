package org.slirp4j.portfwd.tcp;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ReadyHandler;
import org.slirp4j.tapdev.libc.Errno;

/** Connects to the first of several candidates that answers. */
final class TcpConnector implements ReadyHandler {
  /** Who learns how it went. */
  interface Outcome {
    /**
     * A connection came about; {@code socket} is the caller's.
     *
     * @param events what {@link ReadyHandler#onReady} would tell about it now
     */
    void onConnected(HostSocket socket, int events);

    /** None did; {@code errno} is the last candidate's. */
    void onConnectFailed(int errno);
  }

  /**
   * How long a candidate may be silent while there are others: the kernel would repeat the SYN
   * after 1 and 3 s (RFC 6298, 2.1) and give up after two minutes. The last one has the kernel's
   * patience.
   */
  private static final long NEXT_AFTER_MILLIS = 2_500;

  private final HostSockets sockets;
  private final HostAddress[] candidates;
  private final int trafficClass;
  private final Outcome outcome;

  private int index;
  private @Nullable HostSocket socket;
  private @Nullable Future<?> timer;

  /** Makes one whose SYNs have a traffic class, without ECN bits. */
  TcpConnector(HostSockets sockets, HostAddress[] candidates, int trafficClass, Outcome outcome) {
    this.sockets = sockets;
    this.candidates = candidates;
    this.trafficClass = trafficClass;
    this.outcome = outcome;
  }

  /** Starts dialling; the outcome may be told before this returns. */
  void start() {
    tryOn(Errno.EHOSTUNREACH);
  }

  /** Gives up without telling. */
  void cancel() {
    stopTimer();
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
    int errno = sockets.askConnected(dialled, candidates[index]);
    if (errno == 0 || errno == Errno.EISCONN) {
      socket = null;
      stopTimer();
      outcome.onConnected(dialled, events);
    } else if (errno != Errno.EALREADY && errno != Errno.EINPROGRESS) {
      failed(errno);
    }
  }

  private void failed(int errno) {
    cancel();
    index++;
    tryOn(errno);
  }

  private void tryOn(int errnoBefore) {
    int errno = errnoBefore;
    for (; index < candidates.length; index++) {
      HostSocket made = sockets.stream(candidates[index]);
      if (made == null) {
        errno = sockets.errno();
        continue;
      }
      if (trafficClass != 0) {
        made.trafficClass(candidates[index].address().isV4(), trafficClass);
      }
      errno = sockets.connect(made, candidates[index]);
      if (errno == 0) {
        outcome.onConnected(made, 0);
        return;
      }
      if (errno == Errno.EINPROGRESS && made.watch(this)) {
        await(made);
        return;
      }
      made.close();
    }
    outcome.onConnectFailed(errno);
  }

  private void await(HostSocket dialled) {
    socket = dialled;
    if (index + 1 < candidates.length) {
      timer =
          sockets
              .loop()
              .schedule(() -> failed(Errno.ETIMEDOUT), NEXT_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
