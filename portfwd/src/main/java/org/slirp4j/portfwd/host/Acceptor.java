package org.slirp4j.portfwd.host;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;

/** Takes a listening socket's connections, a bounded number in a turn of the loop. */
public final class Acceptor implements ReadyHandler, Runnable {
  /** Who gets the connections. */
  public interface Listener {
    /**
     * A connection was taken; it is the listener's. Its address is {@code from}'s until the next
     * one is taken.
     */
    void onConnection(HostSocket connection, ServerSockets from);
  }

  /** Connections that one socket may take in one turn: some 100 µs of system calls. */
  private static final int MAX_PER_TURN = 16;

  /**
   * When to look again after the system had no descriptor left: soon enough for a client, seldom
   * enough for an idle processor. No event tells that there are some.
   */
  private static final long SHORTAGE_MILLIS = 100;

  private final ServerSockets servers;
  private final HostSocket socket;
  private final boolean beyondBound;
  private final Listener listener;
  private @Nullable Future<?> later;
  private boolean scheduled;

  /**
   * Makes an acceptor that takes nothing before {@link #open}.
   *
   * @param beyondBound whether connections are taken when the loop has as many sockets as it may
   */
  public Acceptor(
      ServerSockets servers, HostSocket socket, boolean beyondBound, Listener listener) {
    this.servers = servers;
    this.socket = socket;
    this.beyondBound = beyondBound;
    this.listener = listener;
  }

  /** Starts; false, and closed, when the loop takes no more sockets. */
  public boolean open() {
    return socket.watch(this);
  }

  /** Closes the listening socket; those who wait are refused. */
  public void close() {
    socket.close();
    if (later != null) {
      later.cancel(false);
      later = null;
    }
  }

  @Override
  public void onReady(int events) {
    takeSome();
  }

  /** The rest of a turn's connections. */
  @Override
  public void run() {
    scheduled = false;
    takeSome();
    servers.sockets().requestEmit();
  }

  private void takeSome() {
    for (int taken = 0; taken < MAX_PER_TURN; taken++) {
      if (!socket.isOpen()) {
        return;
      }
      HostSocket connection = servers.accept(socket, beyondBound);
      if (connection != null) {
        hand(connection);
        continue;
      }
      switch (servers.errno()) {
        case Errno.EAGAIN -> {
          return;
        }
        case Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM -> {
          waitForMore();
          return;
        }
        default -> {} // that one is gone, or was turned away: accept(2), Error handling
      }
    }
    if (!scheduled) {
      scheduled = true;
      servers.sockets().loop().execute(this);
    }
  }

  private void hand(HostSocket connection) {
    try {
      listener.onConnection(connection, servers);
    } catch (RuntimeException e) {
      // A fault of ours costs one connection, not the port.
      servers.sockets().onFault(e);
      connection.reset();
    }
  }

  private void waitForMore() {
    servers.sockets().refused(servers.errno(), "raise the limit of open files: ulimit -n");
    if (!scheduled) {
      scheduled = true;
      later = servers.sockets().loop().schedule(this, SHORTAGE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
