package org.slirp4j.runtime.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Asks the daemon of this user; a connection for each request.
 *
 * <p>HTTP/1.1, so that a stream that was cut can be told from one that has ended (RFC 9112, 8).
 */
public final class DaemonClient {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int MAX_ANSWER_BYTES = 64 << 20;
  private static final int NOT_GOOD = 300;
  private static final String JSON = "application/json";

  private final Path socket;

  /** Makes a client of the daemon that listens on {@code socket}. */
  public DaemonClient(Path socket) {
    this.socket = socket;
  }

  /**
   * Sends a request and returns its answer's JSON, or null when there is none.
   *
   * @param body what to send, or null
   * @throws RefusedException when the daemon will not
   * @throws IOException when it is not there; all messages are for a person
   */
  public @Nullable JsonElement call(String method, String path, @Nullable JsonElement body)
      throws IOException {
    try (InputStream answer = exchange(method, path, JSON, body)) {
      String text = text(answer);
      return text.isEmpty() ? null : JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new IOException("the daemon's answer is no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Asks for a JSON object.
   *
   * @param path with its query
   * @throws IOException as {@link #call}
   */
  public JsonObject get(String path) throws IOException {
    if (call("GET", path, null) instanceof JsonObject object) {
      return object;
    }
    throw new IOException("the daemon's answer to GET " + path + " is no JSON object");
  }

  /**
   * Returns an answer's body while it comes; closing it ends it.
   *
   * @throws IOException as {@link #call}; while reading, when the body was cut
   */
  public InputStream open(String path, String accept) throws IOException {
    return exchange("GET", path, accept, null);
  }

  private InputStream exchange(
      String method, String path, String accept, @Nullable JsonElement body) throws IOException {
    SocketChannel channel = connect();
    try {
      send(channel, method, path, accept, body == null ? "" : body.toString());
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
      ReplyHead head = ReplyHead.read(in);
      InputStream answer = head.chunked() ? new ChunkedBody(in) : new PlainBody(in, head.length());
      if (head.status() >= NOT_GOOD) {
        throw new RefusedException(head.status(), reason(head.status(), text(answer)));
      }
      return answer;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "no daemon is running: start slirp4j daemon (" + socket + ": " + e.getMessage() + ")", e);
    }
  }

  private static void send(
      SocketChannel channel, String method, String path, String accept, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        (method + " " + path + " HTTP/1.1\r\nHost: slirp4j\r\nConnection: close\r\n")
            + ("Accept: " + accept + "\r\nContent-Type: " + JSON + "\r\n")
            + ("Content-Length: " + bytes.length + "\r\n\r\n");
    ByteBuffer[] all = {
      ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)), ByteBuffer.wrap(bytes)
    };
    try {
      while (all[0].hasRemaining() || all[1].hasRemaining()) {
        channel.write(all);
      }
    } catch (IOException e) {
      throw new IOException(ReplyHead.NO_ANSWER, e);
    }
  }

  private static String text(InputStream body) throws IOException {
    return new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
  }

  /** Returns the detail of a problem (RFC 9457), or the code alone. */
  private static String reason(int status, String body) {
    try {
      if (JsonParser.parseString(body) instanceof JsonObject problem && problem.has("detail")) {
        return Shown.text(problem, "detail");
      }
    } catch (JsonParseException | IllegalStateException e) {
      // told below
    }
    return "the daemon answers " + status;
  }
}
