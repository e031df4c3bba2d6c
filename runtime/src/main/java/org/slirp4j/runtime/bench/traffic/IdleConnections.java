package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Connections that are open and do nothing; each has been asked once. */
final class IdleConnections {
  /** After so many failures in a row there is no sense in more. */
  private static final int MAX_FAILURES = 20;

  /** How long all of them together may take to answer. */
  private static final int CHECK_MILLIS = 8_000;

  private final List<SocketChannel> open = new ArrayList<>();

  /**
   * Opens {@code count} more within a time; returns how many of them there are then. After many
   * failures in a row no more are tried.
   *
   * @throws IOException when there is none, with why
   */
  int open(InetSocketAddress to, int count, int millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    ByteBuffer buffer = ByteBuffer.allocateDirect(Sockets.REQUEST_BYTES);
    int before = open.size();
    int wanted = before + count;
    for (int failures = 0; open.size() < wanted && System.nanoTime() - end < 0; ) {
      try {
        open.add(answered(Sockets.connect(to, open.size()), buffer));
        failures = 0;
      } catch (IOException e) {
        if (++failures == MAX_FAILURES) {
          if (open.size() == before) {
            throw new IOException("none of " + count + " connections could be opened: " + e, e);
          }
          break;
        }
      }
    }
    return open.size() - before;
  }

  /** Returns a connection when it has answered; closes it when it does not. */
  private static SocketChannel answered(SocketChannel channel, ByteBuffer buffer)
      throws IOException {
    try {
      Sockets.ask(channel, buffer);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Asks over all at once; returns how many do not answer in time, which are closed then. */
  int cut() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Sockets.REQUEST_BYTES);
    List<Patience> limits = new ArrayList<>();
    for (SocketChannel channel : open) {
      limits.add(new Patience(channel, CHECK_MILLIS));
      try {
        Sockets.request(channel, buffer);
      } catch (IOException e) {
        // then there is no response either
      }
    }
    int cut = 0;
    for (int i = 0; i < open.size(); i++) {
      try (Patience _ = limits.get(i)) {
        Sockets.awaitResponse(open.get(i), buffer);
      } catch (IOException e) {
        cut++;
      }
    }
    open.removeIf(each -> !each.isOpen());
    return cut;
  }

  /** Closes them all. */
  void close() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
    open.clear();
  }
}
