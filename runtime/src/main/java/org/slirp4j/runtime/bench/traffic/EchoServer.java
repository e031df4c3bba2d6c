package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Sends back what comes, over TCP and over UDP; one thread each, for any number of clients. A TCP
 * connection is closed here, after the answer, when what has come ends with {@link #LAST}: the side
 * that closes first keeps the port for a while (TIME-WAIT, RFC 9293, 3.3.2), and the clients' ones
 * would run out.
 */
final class EchoServer {
  /** The byte at the end of a connection's last request. */
  static final byte LAST = 'L';

  private static final int BACKLOG = 4_096;
  private static final int BUFFER_BYTES = 1 << 16;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  private EchoServer() {}

  /** Serves TCP until the process ends. */
  static void serveTcp(int port) throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    listener.bind(new InetSocketAddress(port), BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    EchoServer server = new EchoServer();
    Threads.start("echo", () -> server.serve(listener, selector));
  }

  /** Serves UDP until the process ends. */
  static void serveUdp(int port) throws IOException {
    DatagramChannel socket = DatagramChannel.open().bind(new InetSocketAddress(port));
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    Threads.start(
        "udp-echo",
        () -> {
          while (true) {
            SocketAddress client = socket.receive(buffer.clear());
            socket.send(buffer.flip(), client);
          }
        });
  }

  private void serve(ServerSocketChannel listener, Selector selector) throws IOException {
    while (true) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.channel() instanceof SocketChannel client) {
          answer(client);
        } else {
          accept(listener, selector);
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private static void accept(ServerSocketChannel listener, Selector selector) throws IOException {
    for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.register(selector, SelectionKey.OP_READ);
    }
  }

  private void answer(SocketChannel client) throws IOException {
    try {
      if (client.read(buffer.clear()) < 0) {
        client.close();
        return;
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        client.write(buffer);
      }
      if (buffer.limit() > 0 && buffer.get(buffer.limit() - 1) == LAST) {
        client.close();
      }
    } catch (IOException e) {
      client.close();
    }
  }
}
