package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Numbered datagrams at a given rate, and the socket that counts them. That socket also learns who
 * has said hello to it, the way through a network that only lets answers in.
 *
 * <pre>
 *   +0 'D'   +4 the run, 32 bits   +8 the number in it, 64 bits   +16 zeros
 * </pre>
 */
final class Datagrams {
  private static final byte HELLO = 'H';
  private static final byte DATA = 'D';
  private static final int RUN_AT = 4;
  private static final int NUMBER_AT = 8;
  private static final int LEAST_BYTES = 16;
  private static final int BUFFER_BYTES = 1 << 16;

  /** The kernel gives what net.core.rmem_max and wmem_max allow of it. */
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;

  /** How long a sender that is ahead of its rate rests. */
  private static final long REST_NANOS = 50_000;

  private final DatagramChannel sink;
  private final Arrivals arrivals = new Arrivals();
  private volatile @Nullable SocketAddress peer;

  /** Opens the counting socket. */
  Datagrams(int port) throws IOException {
    sink = DatagramChannel.open();
    sink.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
    sink.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
    sink.bind(new InetSocketAddress(port));
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    Threads.start(
        "udp-sink",
        () -> {
          while (true) {
            SocketAddress from = sink.receive(buffer.clear());
            if (buffer.position() == 1 && buffer.get(0) == HELLO) {
              peer = from;
            } else if (buffer.position() >= LEAST_BYTES && buffer.get(0) == DATA) {
              arrivals.add(buffer.getInt(RUN_AT), buffer.getLong(NUMBER_AT), System.nanoTime());
            }
          }
        });
  }

  /**
   * Returns how many different datagrams of a run have come, the nanoseconds from the first to the
   * last of them, and how many have come more than once.
   */
  String arrived(int run) {
    return arrivals.distinct(run) + " " + arrivals.spanNanos(run) + " " + arrivals.duplicates(run);
  }

  /** Forgets who has said hello. */
  void forget() {
    peer = null;
  }

  /** Returns whether somebody has said hello. */
  boolean isPeerKnown() {
    return peer != null;
  }

  /** Lets another one's counting socket know ours. */
  void hello(InetSocketAddress to) throws IOException {
    sink.send(ByteBuffer.wrap(new byte[] {HELLO}), to);
  }

  /** Sends a run for a while; returns how many, and the nanoseconds that it took. */
  String send(InetSocketAddress to, int bytes, int perSecond, int millis, int run)
      throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
      return send(channel, to, bytes, perSecond, millis, run);
    }
  }

  /** Sends for a while to who has said hello; the same. */
  String sendBack(int bytes, int perSecond, int millis, int run) throws IOException {
    SocketAddress to = peer;
    if (to == null) {
      throw new IOException("nobody has said hello");
    }
    return send(sink, to, bytes, perSecond, millis, run);
  }

  private static String send(
      DatagramChannel channel, SocketAddress to, int bytes, int perSecond, int millis, int run)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocateDirect(Math.max(bytes, LEAST_BYTES)).put(0, DATA);
    data.putInt(RUN_AT, run);
    long begin = System.nanoTime();
    long length = TimeUnit.MILLISECONDS.toNanos(millis);
    long sent = 0;
    for (long past = 0; past < length; past = System.nanoTime() - begin) {
      long due = past * perSecond / TimeUnit.SECONDS.toNanos(1);
      if (sent >= due) {
        LockSupport.parkNanos(REST_NANOS);
        continue;
      }
      data.putLong(NUMBER_AT, sent++);
      channel.send(data.clear(), to);
    }
    return sent + " " + (System.nanoTime() - begin);
  }
}
