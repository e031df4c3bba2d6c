package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Small requests and their responses: how long one takes. */
final class Requests {
  /** A datagram that has not come back by then is lost. */
  private static final int LOST_MILLIS = 200;

  private static final int MAX_REACH_MILLIS = 3_000;

  private Requests() {}

  /**
   * Asks until there is an answer, which a network that is just being set up may not let through.
   */
  static void reach(InetSocketAddress to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Sockets.REQUEST_BYTES);
    long begin = System.nanoTime();
    while (true) {
      try (SocketChannel channel = Sockets.connect(to, 0)) {
        Sockets.ask(channel, buffer);
        return;
      } catch (IOException e) {
        if (System.nanoTime() - begin > nanos(MAX_REACH_MILLIS)) {
          throw e;
        }
        LockSupport.parkNanos(nanos(1));
      }
    }
  }

  /**
   * Asks over one connection for a while, of which the time to warm up is not counted; see {@link
   * Latencies#text}.
   */
  static String tcp(InetSocketAddress to, int warmUpMillis, int millis) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Sockets.REQUEST_BYTES);
    int limit = warmUpMillis + millis + Patience.MILLIS;
    try (SocketChannel channel = Sockets.connect(to, 0);
        Patience _ = new Patience(channel, limit)) {
      Latencies latencies = new Latencies();
      long begin = System.nanoTime();
      long measured = begin + nanos(warmUpMillis);
      for (long now = begin; now - measured < nanos(millis); ) {
        Sockets.askPatiently(channel, buffer);
        long then = System.nanoTime();
        if (now >= measured) {
          latencies.add(then - now);
        }
        now = then;
      }
      return latencies.text();
    }
  }

  /** The same with datagrams; a fifth word is the number of those lost. */
  static String udp(InetSocketAddress to, int warmUpMillis, int millis) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Sockets.REQUEST_BYTES);
    int lost = 0;
    try (DatagramChannel channel = DatagramChannel.open().connect(to);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      Latencies latencies = new Latencies();
      long begin = System.nanoTime();
      long measured = begin + nanos(warmUpMillis);
      long number = 0;
      for (long now = begin; now - measured < nanos(millis); now = System.nanoTime()) {
        boolean answered = ask(channel, selector, buffer, ++number);
        long then = System.nanoTime();
        if (now >= measured && answered) {
          latencies.add(then - now);
        } else if (now >= measured) {
          lost++;
        }
      }
      return latencies.text() + " " + lost;
    }
  }

  /** Returns whether the answer with this number has come in time; others come too late. */
  private static boolean ask(
      DatagramChannel channel, Selector selector, ByteBuffer buffer, long number)
      throws IOException {
    channel.write(buffer.clear().putLong(0, number));
    long end = System.nanoTime() + nanos(LOST_MILLIS);
    for (long left = LOST_MILLIS; left > 0; left = millisUntil(end)) {
      selector.selectedKeys().clear();
      if (selector.select(left) > 0
          && channel.read(buffer.clear()) >= Long.BYTES
          && buffer.getLong(0) == number) {
        return true;
      }
    }
    return false;
  }

  private static long millisUntil(long end) {
    return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
  }

  private static long nanos(int millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
