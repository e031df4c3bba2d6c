import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * Small requests and their responses, for the daemon's benchmark: 64 bytes there, the same 64 bytes
 * back. Run as a source file.
 *
 * <pre>
 *   serve PORT                     answers everybody; says "ready"
 *   latency HOST PORT COUNT        one connection, COUNT requests: p50 and p99 in µs
 * </pre>
 */
final class Traffic {
  private static final int BYTES = 64;

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
    try (SocketChannel channel = connect(to)) {
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

  private static SocketChannel connect(InetSocketAddress to) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
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
