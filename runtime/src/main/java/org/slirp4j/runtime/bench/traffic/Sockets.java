package org.slirp4j.runtime.bench.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** TCP clients. */
final class Sockets {
  /** The size of requests and of responses. */
  static final int REQUEST_BYTES = 64;

  /** Connections from one source address of loopback: fewer than there are ports. */
  private static final int PER_ADDRESS = 5_000;

  /** What EADDRNOTAVAIL is called. */
  private static final String NO_PORTS = "Cannot assign requested address";

  private Sockets() {}

  /** Returns whether a connection failed because this side has no ports left. */
  static boolean isOutOfPorts(IOException e) {
    return String.valueOf(e.getMessage()).startsWith(NO_PORTS);
  }

  /**
   * Connects, the {@code index}-th time; clients of loopback take turns with source addresses, lest
   * ports run out.
   */
  static SocketChannel connect(InetSocketAddress to, int index) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      InetAddress address = to.getAddress();
      if (address.isLoopbackAddress() && index >= PER_ADDRESS) {
        byte[] source = address.getAddress();
        source[3] += (byte) (index / PER_ADDRESS % 200);
        channel.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
      }
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(to, Patience.MILLIS);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Sends a request of as many bytes as {@code buffer} has and waits for as many, with {@link
   * Patience}.
   */
  static void ask(SocketChannel channel, ByteBuffer buffer) throws IOException {
    try (Patience _ = new Patience(channel, Patience.MILLIS)) {
      askPatiently(channel, buffer);
    }
  }

  /** The same, for who sets the limit for many requests. */
  static void askPatiently(SocketChannel channel, ByteBuffer buffer) throws IOException {
    request(channel, buffer);
    awaitResponse(channel, buffer);
  }

  /** Asks for the last time, and waits until the far end closes the connection. */
  static void askLast(SocketChannel channel, ByteBuffer buffer) throws IOException {
    buffer.put(buffer.capacity() - 1, EchoServer.LAST);
    try (Patience _ = new Patience(channel, Patience.MILLIS)) {
      askPatiently(channel, buffer);
      if (channel.read(buffer.clear()) >= 0) {
        throw new IOException("more has come back than was sent");
      }
    }
  }

  /** Sends a request. */
  static void request(SocketChannel channel, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Waits for its response. */
  static void awaitResponse(SocketChannel channel, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the far end has closed the connection");
      }
    }
  }
}
