package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * TCP byte streams at full speed, a thread each, in both roles.
 *
 * <pre>
 *   client sends S, then bytes to the end    the server counts them
 *   client sends G                           the server sends until nobody reads; the client counts
 * </pre>
 */
final class Streams {
  private static final byte SINK = 'S';
  private static final byte SOURCE = 'G';

  /** What iperf3 takes for TCP, too. */
  private static final int CHUNK_BYTES = 1 << 17;

  private final LongAdder received = new LongAdder();
  private final List<SocketChannel> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Returns how many bytes have been received in either role. */
  long receivedBytes() {
    return received.sum();
  }

  /** Serves streams until the process ends. */
  void serve(int port) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(port));
    Threads.start(
        "streams",
        () -> {
          while (true) {
            SocketChannel stream = listener.accept();
            Threads.start("stream", () -> answer(stream));
          }
        });
  }

  private void answer(SocketChannel stream) throws IOException {
    try (stream) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
      if (stream.read(buffer.limit(1)) != 1) {
        return;
      }
      if (buffer.get(0) == SINK) {
        sink(stream, buffer);
      } else {
        source(stream, buffer);
      }
    }
  }

  /** Opens streams, which go on until {@link #stop}. */
  void start(InetSocketAddress to, boolean out, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel stream = Sockets.connect(to, 0);
      clients.add(stream);
      stream.write(ByteBuffer.wrap(new byte[] {out ? SINK : SOURCE}));
    }
    for (SocketChannel stream : clients) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
      threads.add(
          Threads.start(
              "stream",
              () -> {
                if (out) {
                  source(stream, buffer);
                } else {
                  sink(stream, buffer);
                }
              }));
    }
  }

  /** Ends the streams that {@link #start} has opened. */
  void stop() throws IOException, InterruptedException {
    for (SocketChannel stream : clients) {
      stream.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    clients.clear();
    threads.clear();
  }

  private void sink(SocketChannel stream, ByteBuffer buffer) throws IOException {
    for (int count = 0; count >= 0; count = stream.read(buffer.clear())) {
      received.add(count);
    }
  }

  private static void source(SocketChannel stream, ByteBuffer buffer) throws IOException {
    while (true) {
      stream.write(buffer.clear());
    }
  }
}
