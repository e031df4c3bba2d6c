package org.slirp4j.portfwd.host;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slirp4j.tapdev.libc.Errno;

/**
 * A datagram socket that is read as soon as something comes, a bounded number of datagrams in a
 * turn of the loop.
 */
public final class DatagramEndpoint implements ReadyHandler, Runnable {
  /** Who gets what comes. */
  public interface Listener {
    /** Datagram {@code index} of the reader's batch came. */
    void onDatagram(DatagramReader reader, int index);

    /**
     * Errors came, of datagrams sent before.
     *
     * @param errno of the one that was met by reading, or 0: they lie in the socket's error queue,
     *     and the last is its pending error
     */
    void onErrors(int errno);
  }

  /** System calls that one socket may make to read in one turn of the loop. */
  private static final int MAX_BATCHES = 4;

  /**
   * Datagrams after which a turn makes no further call: one call may bring a thousand, several in
   * each piece, and others wait for their turn.
   */
  private static final int MAX_DATAGRAMS = 256;

  /** How long a socket waits for buffers when nothing of its own has taken them. */
  private static final long STARVED_MILLIS = 20;

  /** What a batch was. */
  private enum Batch {
    FULL,
    LAST,
    STARVED
  }

  private final HostSockets sockets;
  private final DatagramReader reader;
  private final HostSocket socket;
  private final Listener listener;
  private boolean scheduled;
  private int turnDatagrams;

  /** Makes an endpoint that reads nothing before {@link #open}. */
  public DatagramEndpoint(
      HostSockets sockets, DatagramReader reader, HostSocket socket, Listener listener) {
    this.sockets = sockets;
    this.reader = reader;
    this.socket = socket;
    this.listener = listener;
  }

  /** Starts reading; false, and closed, when the loop takes no more sockets. */
  public boolean open() {
    return socket.watch(this);
  }

  /** Returns the socket. */
  public HostSocket socket() {
    return socket;
  }

  /** Closes the socket; the listener hears no more. */
  public void close() {
    socket.close();
  }

  @Override
  public void onReady(int events) {
    if ((events & ERROR) != 0) {
      listener.onErrors(0);
    }
    if ((events & READABLE) != 0) {
      receiveSome();
    }
  }

  /** The rest of a turn's reading. */
  @Override
  public void run() {
    scheduled = false;
    receiveSome();
    sockets.requestEmit();
  }

  private void receiveSome() {
    turnDatagrams = 0;
    for (int batch = 0; batch < MAX_BATCHES && turnDatagrams < MAX_DATAGRAMS; batch++) {
      Batch outcome = socket.isOpen() ? receive() : Batch.LAST;
      if (outcome == Batch.STARVED) {
        readAgain(turnDatagrams == 0);
      }
      if (outcome != Batch.FULL) {
        return;
      }
    }
    readAgain(false);
  }

  /** Epoll told once of what there is; see to it that the rest is read. */
  private void readAgain(boolean later) {
    if (scheduled) {
      return;
    }
    scheduled = true;
    if (later) {
      Future<?> _ = sockets.loop().schedule(this, STARVED_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      sockets.requestEmit(); // what has come leaves before the rest comes
      sockets.loop().execute(this);
    }
  }

  /** Receives one batch. */
  private Batch receive() {
    int received = reader.receive(socket);
    if (received == -Errno.EAGAIN) {
      return Batch.LAST;
    }
    if (received == -Errno.ENOBUFS) {
      return Batch.STARVED;
    }
    if (received < 0) {
      listener.onErrors(-received);
      return Batch.FULL;
    }
    for (int i = 0; i < received && socket.isOpen(); i++) {
      int datagrams = DatagramSender.count(reader.length(i), reader.segmentBytes(i));
      listener.onDatagram(reader, i);
      turnDatagrams += datagrams;
      sockets.onDatagrams(datagrams);
    }
    return reader.mayHaveMore() ? Batch.FULL : Batch.LAST;
  }
}
