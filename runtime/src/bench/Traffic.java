import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Small requests and their responses, for the benchmarks: 64 bytes there, the same 64 bytes back.
 * Run as a source file.
 *
 * <pre>
 *   serve PORT                     answers everybody; says "ready"
 *   latency HOST PORT COUNT        one connection, COUNT requests: p50 and p99 in µs
 *   serial HOST PORT COUNT         COUNT connections one after another: per second, failures
 *   crowd HOST PORT CLIENTS        all at once, 20 requests each: seconds, failures
 *   idle HOST PORT CONNECTIONS     opens them, says "ready FAILURES", waits for a line, says how
 *                                  many do not answer any more
 * </pre>
 */
final class Traffic {
  private static final int BYTES = 64;
  private static final int CROWD_REQUESTS = 20;

  /** Connections from one source address: less than there are ports. */
  private static final int PER_ADDRESS = 5_000;

  private static final int PATIENCE_MILLIS = 20_000;

  private Traffic() {}

  /** Does what the words say. */
  public static void main(String[] words) throws Exception {
    if (words[0].equals("serve")) {
      serve(Integer.parseInt(words[1]));
      return;
    }
    InetSocketAddress to = new InetSocketAddress(words[1], Integer.parseInt(words[2]));
    int count = Integer.parseInt(words[3]);
    switch (words[0]) {
      case "latency" -> latency(to, count);
      case "serial" -> serial(to, count);
      case "crowd" -> crowd(to, count);
      case "idle" -> idle(to, count);
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static void serve(int port) throws IOException {
    Selector selector = Selector.open();
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(new InetSocketAddress("0.0.0.0", port), 4_096);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      System.out.println("ready");
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
      while (true) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.channel() instanceof SocketChannel client) {
            answer(client, buffer);
          } else {
            accept(listener, selector);
          }
        }
        selector.selectedKeys().clear();
      }
    }
  }

  private static void accept(ServerSocketChannel listener, Selector selector) throws IOException {
    for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.register(selector, SelectionKey.OP_READ);
    }
  }

  private static void answer(SocketChannel client, ByteBuffer buffer) throws IOException {
    try {
      buffer.clear();
      if (client.read(buffer) < 0) {
        client.close();
        return;
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        client.write(buffer);
      }
    } catch (IOException e) {
      client.close();
    }
  }

  private static void latency(InetSocketAddress to, int count) throws IOException {
    long[] nanos = new long[count];
    try (SocketChannel channel = connect(to, 0)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
      for (int i = -count / 2; i < count; i++) { // the first third warms up
        long began = System.nanoTime();
        ask(channel, buffer);
        if (i >= 0) {
          nanos[i] = System.nanoTime() - began;
        }
      }
    }
    Arrays.sort(nanos);
    System.out.printf("%.1f %.1f%n", nanos[count / 2] / 1e3, nanos[count * 99 / 100] / 1e3);
  }

  private static void serial(InetSocketAddress to, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    int failures = 0;
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      try (SocketChannel channel = connect(to, i)) {
        ask(channel, buffer);
      } catch (IOException e) {
        if (failures++ == 0) {
          System.err.println("connection " + i + ": " + e);
        }
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf("%.0f %d%n", count / seconds, failures);
  }

  private static void crowd(InetSocketAddress to, int clients) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger failures = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int index = i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  start.await();
                  ByteBuffer buffer = ByteBuffer.allocate(BYTES);
                  try (SocketChannel channel = connect(to, index)) {
                    for (int request = 0; request < CROWD_REQUESTS; request++) {
                      ask(channel, buffer);
                    }
                  }
                } catch (IOException | InterruptedException e) {
                  if (failures.getAndIncrement() == 0) {
                    System.err.println("client " + index + ": " + e);
                  }
                }
              }));
    }
    long began = System.nanoTime();
    start.countDown();
    int late = 0;
    for (Thread thread : threads) {
      long left = 3L * PATIENCE_MILLIS - (System.nanoTime() - began) / 1_000_000;
      if (!thread.join(Duration.ofMillis(Math.max(left, 1)))) {
        late++;
      }
    }
    failures.addAndGet(late);
    System.out.printf("%.2f %d%n", (System.nanoTime() - began) / 1e9, failures.get());
    System.exit(0);
  }

  private static void idle(InetSocketAddress to, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    List<SocketChannel> open = new ArrayList<>();
    int failures = 0;
    for (int i = 0; i < count; i++) {
      try {
        SocketChannel channel = connect(to, i);
        ask(channel, buffer);
        open.add(channel);
      } catch (IOException e) {
        if (failures++ == 0) {
          System.err.println("connection " + i + ": " + e);
        }
        if (failures > 100) {
          break;
        }
      }
    }
    System.out.println("ready " + (count - open.size()));
    if (System.in.read() < 0) {
      return;
    }
    int gone = 0;
    for (SocketChannel channel : open) {
      try {
        ask(channel, buffer);
      } catch (IOException e) {
        gone++;
      }
    }
    System.out.println(gone);
  }

  /** Connects; loopback clients take turns with source addresses, lest ports run out. */
  private static SocketChannel connect(InetSocketAddress to, int index) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      if (to.getAddress().isLoopbackAddress()) {
        int last = 1 + index / PER_ADDRESS;
        channel.bind(new InetSocketAddress("127.0.0." + last, 0));
      }
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(to, PATIENCE_MILLIS);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void ask(SocketChannel channel, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the far end has closed");
      }
    }
  }
}
