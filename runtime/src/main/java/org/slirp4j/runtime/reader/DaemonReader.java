package org.slirp4j.runtime.reader;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks the daemon of this user by GET. */
public final class DaemonReader {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int MAX_JSON_BYTES = 64 << 20;
  private static final int OK = 200;

  private final Path socket;

  /** Makes a reader of the daemon that listens on {@code socket}. */
  public DaemonReader(Path socket) {
    this.socket = socket;
  }

  /**
   * Returns a JSON object that is there as a whole.
   *
   * @param path with its query
   * @throws IOException when there is no daemon, or it refuses; the message is for a person
   */
  public JsonObject get(String path) throws IOException {
    try (InputStream body = open(path, "application/json")) {
      byte[] text = body.readNBytes(MAX_JSON_BYTES);
      return JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("the daemon's answer to GET " + path + " makes no sense", e);
    }
  }

  /**
   * Returns an answer's body while it comes; closing it ends it.
   *
   * @throws IOException as {@link #get}
   */
  public InputStream open(String path, String accept) throws IOException {
    SocketChannel channel;
    try {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new IOException("no daemon listens on " + socket + ": start it with slirp4j daemon", e);
    }
    try {
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: slirp4j\r\nConnection: close\r\nAccept: "
              + accept
              + "\r\n\r\n";
      ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
      ReplyHead head = ReplyHead.read(in);
      InputStream body = head.chunked() ? new ChunkedBody(in) : new PlainBody(in, head.length());
      if (head.status() != OK) {
        throw new IOException(refusal(head.status(), body.readNBytes(MAX_JSON_BYTES)));
      }
      return body;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns the detail of a problem (RFC 9457), or the code alone. */
  private static String refusal(int status, byte[] body) {
    try {
      String text = new String(body, StandardCharsets.UTF_8);
      return JsonParser.parseString(text).getAsJsonObject().get("detail").getAsString();
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException e) {
      return "the daemon refuses with HTTP " + status;
    }
  }
}
