package org.slirp4j.runtime.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.testing.Api;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** What RFC 4787's behaviour tests (RFC 5780) find out, with servers on the host's loopback. */
@Tag("kernel")
final class NatIT {
  private static final Path CLIENT = Path.of("src/test/kernel/datagrams").toAbsolutePath();
  private static final int TIME_OUT_MILLIS = 5_000;

  @TempDir private static Path folder;
  private static Namespace namespace;
  private static Slirp4netnsProcess helper;
  private static Api api;

  private Process client;
  private BufferedReader answers;
  private DatagramSocket first;
  private DatagramSocket second;

  @BeforeAll
  static void make() {
    namespace = Namespace.make();
    api = new Api(folder.resolve("api"));
    helper = Slirp4netnsProcess.ready("-c", "--api-socket=" + api.path(), namespace.pid(), "tap0");
  }

  @AfterAll
  static void end() {
    assertTrue(helper.isAlive(), helper::log);
    helper.close();
    namespace.close();
  }

  @BeforeEach
  void open() throws IOException {
    first = server("127.0.0.1");
    second = server("127.0.0.1");
    client = namespace.start(CLIENT.toString(), Integer.toString(FreePorts.next()));
    answers = client.inputReader(US_ASCII);
  }

  @AfterEach
  void close() {
    client.destroy();
    first.close();
    second.close();
  }

  private static DatagramSocket server(String address) throws IOException {
    DatagramSocket server =
        new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    server.setSoTimeout(TIME_OUT_MILLIS);
    return server;
  }

  // REQ-1: endpoint-independent mapping. REQ-2 goes without saying: there is one address.
  @Test
  void aPortInsideIsTheSamePortOutsideWhateverTheDestination() throws IOException {
    assertEquals(sendTo(first), sendTo(second));
  }

  // REQ-3: no port overloading.
  @Test
  void twoPortsInsideAreTwoOutside() throws IOException {
    SocketAddress one = sendTo(first);
    client.destroy();
    client = namespace.start(CLIENT.toString(), Integer.toString(FreePorts.next()));
    answers = client.inputReader(US_ASCII);
    assertNotEquals(one, sendTo(first));
  }

  // REQ-8: endpoint-independent filtering; the answer's source is who sent it.
  @Test
  void whoeverKnowsThePortOutsideReachesTheOneInside() throws IOException {
    SocketAddress outside = sendTo(first);
    second.send(new DatagramPacket(new byte[] {'b'}, 1, outside));
    assertEquals("b from 10.0.2.2 " + second.getLocalPort(), ask("receive 5"));
  }

  // REQ-12: an ICMP error does not end the mapping.
  @Test
  void anErrorDoesNotEndTheMapping() throws IOException {
    SocketAddress outside = sendTo(first);
    ask("send 10.0.2.2 " + FreePorts.next() + " nobody");
    assertEquals(outside, sendTo(second));
  }

  // REQ-9 and RFC 5382, REQ-8: through the host to a port of the container's own.
  @Test
  void theContainersOwnPortsAreReachedFromInside() throws IOException {
    int port = FreePorts.next();
    int inside = FreePorts.next();
    assertTrue(api.ask(Api.forward("tcp", port, inside)).contains("\"id\""));
    assertTrue(api.ask(Api.forward("udp", port, inside)).contains("\"id\""));
    Process tcp = namespace.start("socat", "TCP-LISTEN:" + inside + ",fork", "PIPE");
    Process udp = namespace.start("socat", "UDP-RECVFROM:" + inside + ",fork", "PIPE");
    try {
      String bound = "until ss -Hlntu | grep -c :" + inside + " | grep -q 2; do sleep 0.05; done; ";
      String hello = "echo hello | socat -t %s - %s:10.0.2.2:" + port;
      assertEquals("hello\n", namespace.insideShell(bound + hello.formatted(5, "TCP")).outIfOk());
      // A datagram has no end of file behind it: the client has to give up.
      assertEquals("hello\n", namespace.insideShell(hello.formatted(1, "UDP")).outIfOk());
    } finally {
      tcp.destroy();
      udp.destroy();
    }
  }

  /** Sends a datagram to a server; returns whom the server sees. */
  private SocketAddress sendTo(DatagramSocket server) throws IOException {
    assertEquals("sent", ask("send 10.0.2.2 " + server.getLocalPort() + " a"));
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    server.receive(packet);
    return packet.getSocketAddress();
  }

  private String ask(String line) throws IOException {
    client.getOutputStream().write((line + "\n").getBytes(US_ASCII));
    client.getOutputStream().flush();
    return answers.readLine();
  }
}
