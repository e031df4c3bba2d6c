package org.slirp4j.runtime.train;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks for port forwards as callers do, and uses them once; nobody listens at their ends. */
final class Forwarding {
  private static final int GUEST_PORT = 80;
  private static final int PATIENCE_MILLIS = 1_000;

  private Forwarding() {}

  /** Makes every kind of request to the API socket at {@code api}. */
  static void run(Path api) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int port = freePort(loopback);
    for (String protocol : new String[] {"tcp", "udp"}) {
      ask(
          api,
          "{\"execute\":\"add_hostfwd\",\"arguments\":{\"proto\":\"%s\",\"host_addr\":\"%s\",\"host_port\":%d,\"guest_addr\":\"\",\"guest_port\":%d}}"
              .formatted(protocol, loopback.getHostAddress(), port, GUEST_PORT));
    }
    try (Socket client = new Socket(loopback, port);
        DatagramSocket other = new DatagramSocket()) {
      other.send(new DatagramPacket(new byte[1], 1, loopback, port));
      client.setSoTimeout(PATIENCE_MILLIS);
      client.getInputStream().read();
    } catch (SocketException e) {
      // reset, as it should be
    }
    ask(api, "{\"execute\":\"list_hostfwd\"}");
    ask(api, "{\"execute\":\"remove_hostfwd\",\"arguments\":{\"id\":1}}");
  }

  private static int freePort(InetAddress address) throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, address)) {
      return probe.getLocalPort();
    }
  }

  private static void ask(Path api, String request) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(api))) {
      client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      ByteBuffer reply = ByteBuffer.allocate(4096);
      while (client.read(reply) >= 0 && reply.hasRemaining()) {
        // all of it
      }
      String text = new String(reply.array(), 0, reply.position(), StandardCharsets.UTF_8);
      if (!text.contains("\"return\"")) {
        System.err.println("the training's forwards did not all come about: " + text);
      }
    }
  }
}
