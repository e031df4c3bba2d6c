package org.slirp4j.runtime.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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

/** Asks the daemon; a connection for each request. */
public final class ApiClient {
  private static final int MAX_HEAD_BYTES = 16 << 10;

  private final Path socket;

  /** Makes a client of the daemon that listens on {@code socket}. */
  public ApiClient(Path socket) {
    this.socket = socket;
  }

  /** A reply's head: how it went, and what follows. */
  private record Head(int status, long length) {}

  /**
   * Sends a request and returns its answer's JSON, or null when there is none.
   *
   * @param body what to send, or null
   * @throws IOException when the daemon is not there, or refuses: the message is for a person
   */
  public @Nullable JsonElement call(String method, String path, @Nullable JsonElement body)
      throws IOException {
    try (SocketChannel channel = send(method, path, body)) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      Head head = head(in);
      byte[] bytes = in.readAllBytes();
      if (head.length >= 0 && bytes.length != head.length) {
        throw new IOException("the daemon has ended in the middle of its answer");
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (head.status >= 300) {
        throw new IOException(reason(head.status, text));
      }
      return text.isEmpty() ? null : JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new IOException("the daemon's answer is no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Asks for a stream and returns it; closing it ends it.
   *
   * @throws IOException as {@link #call}
   */
  public InputStream stream(String path) throws IOException {
    SocketChannel channel = send("GET", path, null);
    boolean good = false;
    try {
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      Head head = head(in);
      if (head.status != 200) {
        throw new IOException(
            reason(head.status, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
      good = true;
      return in;
    } finally {
      if (!good) {
        channel.close();
      }
    }
  }

  private SocketChannel send(String method, String path, @Nullable JsonElement body)
      throws IOException {
    SocketChannel channel = connect();
    byte[] bytes = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    ByteBuffer[] all = {
      ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)), ByteBuffer.wrap(bytes)
    };
    try {
      while (all[0].hasRemaining() || all[1].hasRemaining()) {
        channel.write(all);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException("the daemon does not listen: " + e.getMessage(), e);
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

  private static Head head(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.") || status.length() < 12) {
      throw new IOException(
          status.isEmpty() ? "the daemon has ended without an answer" : "no daemon answers there");
    }
    long length = -1;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      if (colon > 0 && field.substring(0, colon).equalsIgnoreCase("content-length")) {
        length = Long.parseLong(field.substring(colon + 1).strip());
      }
    }
    return new Head(Integer.parseInt(status.substring(9, 12)), length);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.write(c);
      if (line.size() > MAX_HEAD_BYTES) {
        throw new IOException("no daemon answers there");
      }
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  private static String reason(int status, String body) {
    try {
      if (JsonParser.parseString(body) instanceof JsonObject problem && problem.has("detail")) {
        return problem.get("detail").getAsString();
      }
    } catch (JsonParseException | UnsupportedOperationException e) {
      // told below
    }
    return "the daemon answers " + status;
  }
}
