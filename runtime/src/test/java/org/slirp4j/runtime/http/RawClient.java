package org.slirp4j.runtime.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client that sends what it is told to, right or wrong. */
final class RawClient implements AutoCloseable {
  private final SocketChannel channel;
  private String read = "";

  RawClient(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return this;
  }

  /** Returns what came up to the end of {@code mark}, or up to the end when there is none. */
  String readUntil(String mark) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (!read.contains(mark)) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        String all = read;
        read = "";
        return all;
      }
      read += StandardCharsets.UTF_8.decode(buffer.flip());
    }
    int end = read.indexOf(mark) + mark.length();
    String found = read.substring(0, end);
    read = read.substring(end);
    return found;
  }

  /** Returns everything up to the connection's end. */
  String readAll() throws IOException {
    return readUntil("\0");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Says that nothing more will come. */
  RawClient endSending() throws IOException {
    channel.shutdownOutput();
    return this;
  }
}
