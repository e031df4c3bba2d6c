package org.slirp4j.runtime.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.runtime.cli.Ipv4;

/**
 * A name server on the host's loopback that answers every question with one address, for machines
 * whose own name servers do not answer. A resolv.conf that names it lies in a temporary file.
 */
final class DemoNameServer implements AutoCloseable {
  /** A name that no other server knows (RFC 6761, 6.2). */
  static final String NAME = "demo.slirp4j.test";

  /** An address for documentation (RFC 5737, 3). */
  static final int ADDRESS = 192 << 24 | 2 << 8 | 1;

  private final DatagramSocket socket;
  private final Path resolvConf;

  DemoNameServer() throws IOException {
    socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    resolvConf = Files.createTempFile("slirp4j-demo", ".conf");
    Files.writeString(resolvConf, "nameserver 127.0.0.1\n");
    Thread.ofPlatform().daemon().name("demo-dns").start(this::answerAll);
  }

  /** Returns how relays are told to ask this server. */
  ResolverConfig resolver() {
    ResolverConfig usual = ResolverConfig.DEFAULT;
    return new ResolverConfig(
        resolvConf,
        socket.getLocalPort(),
        usual.attemptMillis(),
        usual.totalMillis(),
        usual.maxQueries());
  }

  /** Returns the address that every name has. */
  static String address() {
    return Ipv4.text(ADDRESS);
  }

  private void answerAll() {
    byte[] query = new byte[DnsMessage.MAX_BYTES];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(query, query.length);
        socket.receive(packet);
        byte[] answer = DnsMessage.answer(query, packet.getLength(), ADDRESS);
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      // closed: the demo is over
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    Files.deleteIfExists(resolvConf);
  }
}
