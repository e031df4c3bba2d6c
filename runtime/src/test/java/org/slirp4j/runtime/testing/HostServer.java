package org.slirp4j.runtime.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/**
 * An HTTP server on the host's loopback.
 *
 * <pre>
 *   GET  /BYTES   that many random bytes, of which {@link #hash} tells the SHA-256 hash
 *   POST /        answers with the SHA-256 hash of the body
 * </pre>
 */
public final class HostServer implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 16;

  /** Connections that wait to be accepted: as many as a flood of them needs. */
  private static final int BACKLOG = 4096;

  private final HttpServer server;

  /** Starts a server at a free port of 127.0.0.1. */
  public HostServer() {
    this(InetAddress.getLoopbackAddress());
  }

  /** Starts a server at a free port of a loopback address. */
  public HostServer(InetAddress address) {
    try {
      server = HttpServer.create(new InetSocketAddress(address, 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (exchange.getRequestMethod().equals("POST")) {
              MessageDigest digest = sha256();
              byte[] chunk = new byte[CHUNK_BYTES];
              int count;
              while ((count = exchange.getRequestBody().read(chunk)) >= 0) {
                digest.update(chunk, 0, count);
              }
              byte[] answer = HexFormat.of().formatHex(digest.digest()).getBytes(US_ASCII);
              exchange.sendResponseHeaders(200, answer.length);
              exchange.getResponseBody().write(answer);
            } else {
              int length = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
              exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
              write(exchange.getResponseBody(), length);
            }
          }
        });
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
  }

  /** Returns the port. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Returns the SHA-256 hash of what {@code GET /length} brings, in hexadecimal. */
  public static String hash(int length) {
    MessageDigest digest = sha256();
    OutputStream sink =
        new OutputStream() {
          @Override
          public void write(int octet) {
            digest.update((byte) octet);
          }

          @Override
          public void write(byte[] bytes, int at, int count) {
            digest.update(bytes, at, count);
          }
        };
    try {
      write(sink, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void write(OutputStream out, int length) throws IOException {
    Random random = new Random(length);
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int left = length; left > 0; left -= chunk.length) {
      random.nextBytes(chunk);
      out.write(chunk, 0, Math.min(left, chunk.length));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
