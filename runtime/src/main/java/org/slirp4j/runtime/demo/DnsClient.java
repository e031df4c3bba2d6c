package org.slirp4j.runtime.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks a name server for a name's IPv4 address, by UDP. */
final class DnsClient {
  private static final int ID = 0x5a5a;

  private DnsClient() {}

  /**
   * Asks, several times if need be.
   *
   * @return the address as text, or null when there was no answer or none with an address
   */
  static @Nullable String resolve(
      InetAddress server, int port, String name, int tries, int timeoutMillis) {
    byte[] query = DnsMessage.query(ID, name);
    byte[] answer = new byte[DnsMessage.MAX_BYTES];
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(server, port));
      socket.setSoTimeout(timeoutMillis);
      for (int i = 0; i < tries; i++) {
        socket.send(new DatagramPacket(query, query.length));
        DatagramPacket packet = new DatagramPacket(answer, answer.length);
        try {
          socket.receive(packet);
          return DnsMessage.firstAddress(answer, packet.getLength(), ID);
        } catch (SocketTimeoutException e) {
          // once more
        }
      }
    } catch (IOException e) {
      // refused, unreachable: no answer
    }
    return null;
  }
}
