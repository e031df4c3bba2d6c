package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams at a given rate, and the socket that counts them. That socket also learns who has said
 * hello to it, the way through a network that only lets answers in.
 */
final class Datagrams {
  private static final byte HELLO = 'H';
  private static final byte DATA = 'D';
  private static final int BUFFER_BYTES = 1 << 16;

  /** The kernel gives what net.core.rmem_max and wmem_max allow of it. */
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;

  /** How long a sender that is ahead of its rate rests. */
  private static final long REST_NANOS = 50_000;

  private final DatagramChannel sink;
  private final AtomicLong received = new AtomicLong();
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
            } else {
              received.lazySet(received.getPlain() + 1);
            }
          }
        });
  }

  /** Returns how many have come. */
  long received() {
    return received.get();
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

  /** Sends for a while; returns how many, and the nanoseconds that it took. */
  String send(InetSocketAddress to, int bytes, int perSecond, int millis) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
      return send(channel, to, bytes, perSecond, millis);
    }
  }

  /** Sends for a while to who has said hello; the same. */
  String sendBack(int bytes, int perSecond, int millis) throws IOException {
    SocketAddress to = peer;
    if (to == null) {
      throw new IOException("nobody has said hello");
    }
    return send(sink, to, bytes, perSecond, millis);
  }

  private static String send(
      DatagramChannel channel, SocketAddress to, int bytes, int perSecond, int millis)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocateDirect(bytes).put(0, DATA);
    long begin = System.nanoTime();
    long length = TimeUnit.MILLISECONDS.toNanos(millis);
    long sent = 0;
    for (long past = 0; past < length; past = System.nanoTime() - begin) {
      long due = past * perSecond / TimeUnit.SECONDS.toNanos(1);
      if (sent >= due) {
        LockSupport.parkNanos(REST_NANOS);
        continue;
      }
      channel.send(data.clear(), to);
      sent++;
    }
    return sent + " " + (System.nanoTime() - begin);
  }
}
