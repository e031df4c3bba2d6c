package org.slirp4j.runtime.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the demo reaches on the host's loopback: an HTTP server, and a server of byte streams.
 *
 * <pre>
 *   GET /blob?N    N bytes of {@link Blob}
 *   PUT /blob?N    answers with the hash of what came
 *   stream: S …    counts the bytes until their end, answers with the count in 8 bytes
 *   stream: G      sends until nobody reads
 * </pre>
 */
final class DemoServer implements AutoCloseable {
  static final byte SINK = 'S';
  static final byte SOURCE = 'G';

  /** Long enough that a system call's price does not matter. */
  static final int CHUNK_BYTES = 1 << 18;

  private static final Executor THREADS =
      task -> Thread.ofPlatform().daemon().name("demo-server").start(task);

  private final @Nullable HttpServer http;
  private final ServerSocketChannel streams;

  /** Opens the servers at ports that are free: that of HTTP, if wanted, and that of streams. */
  DemoServer(boolean wantsHttp) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    http = wantsHttp ? startHttp(anyPort) : null;
    streams = ServerSocketChannel.open().bind(anyPort);
    THREADS.execute(this::acceptStreams);
  }

  private static HttpServer startHttp(InetSocketAddress address) throws IOException {
    HttpServer made = HttpServer.create(address, 0);
    made.createContext("/blob", DemoServer::onRequest);
    made.setExecutor(THREADS);
    made.start();
    return made;
  }

  /** Returns the HTTP server's port, or {@link DemoPlan#NO_HTTP}. */
  int httpPort() {
    return http == null ? DemoPlan.NO_HTTP : http.getAddress().getPort();
  }

  /** Returns the stream server's port. */
  int streamPort() throws IOException {
    return ((InetSocketAddress) streams.getLocalAddress()).getPort();
  }

  private static void onRequest(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("PUT")) {
        String hash = Blob.read(exchange.getRequestBody()).hash();
        byte[] answer = hash.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, answer.length);
        exchange.getResponseBody().write(answer);
      } else {
        int length = Integer.parseInt(exchange.getRequestURI().getQuery());
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, length);
        Blob.write(exchange.getResponseBody(), length);
      }
    }
  }

  private void acceptStreams() {
    try {
      while (true) {
        SocketChannel stream = streams.accept();
        THREADS.execute(() -> serve(stream));
      }
    } catch (IOException e) {
      // closed: the demo is over
    }
  }

  private static void serve(SocketChannel stream) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (stream) {
      buffer.limit(1);
      if (stream.read(buffer) != 1) {
        return;
      }
      if (buffer.get(0) == SINK) {
        sink(stream, buffer);
      } else {
        source(stream, buffer);
      }
    } catch (IOException e) {
      // the client has had enough
    }
  }

  private static void sink(SocketChannel stream, ByteBuffer buffer) throws IOException {
    long bytes = 0;
    for (int count = 0; count >= 0; count = stream.read(buffer.clear())) {
      bytes += count;
    }
    stream.write(buffer.clear().putLong(bytes).flip());
  }

  private static void source(SocketChannel stream, ByteBuffer buffer) throws IOException {
    while (true) {
      stream.write(buffer.clear());
    }
  }

  @Override
  public void close() throws IOException {
    if (http != null) {
      http.stop(0);
    }
    streams.close();
  }
}
