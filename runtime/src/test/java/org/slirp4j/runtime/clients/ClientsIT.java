package org.slirp4j.runtime.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.HostServer;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** Real clients in one connected namespace: many, slow, half-closed and cut connections. */
@Tag("kernel")
final class ClientsIT {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int MEBIBYTES_40 = 40 << 20;

  private static Namespace namespace;
  private static Slirp4netnsProcess helper;

  @BeforeAll
  static void connect() {
    namespace = Namespace.make();
    helper = Slirp4netnsProcess.ready("-c", namespace.pid(), "tap0");
  }

  @AfterAll
  static void end() {
    assertTrue(helper.isAlive(), helper.log());
    helper.close();
    namespace.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-R", "--bidir"})
  void iperf3(String direction) throws IOException {
    int port = FreePorts.next();
    Process server =
        new ProcessBuilder("iperf3", "-s", "-1", "-B", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String client = "iperf3 -c 10.0.2.2 -t 1 -P 4 -p " + port + " " + direction;
      await().atMost(20, TimeUnit.SECONDS).until(() -> namespace.insideShell(client).status() == 0);
    } finally {
      server.destroy();
    }
  }

  @Test
  void twoHundredConnectionsAtOnce() {
    try (HostServer server = new HostServer()) {
      String fetch = "curl -sS -m 30 http://10.0.2.2:" + server.port() + "/100000 | wc -c";
      String out =
          namespace.insideShell("for i in $(seq 200); do " + fetch + " & done; wait").outIfOk();
      assertEquals("100000\n".repeat(200), out);
    }
  }

  @Test
  void twoThousandConnectionsOneAfterAnother() {
    try (HostServer server = new HostServer()) {
      String url = "http://10.0.2.2:" + server.port() + "/1?[1-2000]";
      String fetch = "curl -sS -m 50 -H 'Connection: close' '" + url + "' | wc -c";
      assertEquals("2000\n", namespace.insideShell(fetch).outIfOk());
    }
  }

  @Test
  void aSlowReaderInside() {
    try (HostServer server = new HostServer()) {
      String url = "http://10.0.2.2:" + server.port() + "/" + MEBIBYTES_40;
      String slow = "curl -sS -m 30 " + url + " | (sleep 1; sha256sum)";
      String sum = namespace.insideShell(slow).outIfOk();
      assertEquals(HostServer.hash(MEBIBYTES_40), sum.substring(0, 64));
    }
  }

  // Both ends end their streams at different times; the host reads only when both have.
  @Test
  void aHalfClosedUploadToASlowReader() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK)) {
      CompletableFuture<Long> received =
          CompletableFuture.supplyAsync(() -> answerThenReadSlowly(listener));
      String send = "head -c " + MEBIBYTES_40 + " /dev/zero | nc -N 10.0.2.2 ";
      assertEquals("hello\n", namespace.insideShell(send + listener.getLocalPort()).outIfOk());
      assertEquals(MEBIBYTES_40, received.get(30, TimeUnit.SECONDS));
    }
  }

  private static long answerThenReadSlowly(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
      socket.shutdownOutput();
      byte[] chunk = new byte[1 << 20];
      long total = 0;
      InputStream in = socket.getInputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        total += count;
        TimeUnit.MILLISECONDS.sleep(5);
      }
      return total;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aResetOfTheHostsReachesTheClient() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK)) {
      CompletableFuture<Void> cut =
          CompletableFuture.runAsync(() -> {
            try (Socket socket = listener.accept()) {
              socket.getInputStream().read();
              socket.setSoLinger(true, 0);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      Outcome curl =
          namespace.insideShell("curl -sS -m 10 http://10.0.2.2:" + listener.getLocalPort());
      cut.get(10, TimeUnit.SECONDS);
      assertTrue(curl.err().contains("Connection reset by peer"), curl.err());
    }
  }

  // A program that ends without having read what came makes its kernel send RST.
  @Test
  void aResetOfTheClientsReachesTheHost() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK)) {
      String connectAndLeave =
          "exec 3<>/dev/tcp/10.0.2.2/" + listener.getLocalPort() + "; echo here >&3; sleep 0.5";
      Process client = namespace.start("bash", "-c", connectAndLeave);
      try (Socket socket = listener.accept()) {
        socket.setSoTimeout(10_000);
        InputStream in = socket.getInputStream();
        assertEquals("here\n", new String(in.readNBytes(5), US_ASCII));
        socket.getOutputStream().write(new byte[1000]);
        IOException reset = assertThrows(IOException.class, in::read);
        assertTrue(String.valueOf(reset.getMessage()).contains("reset"), reset.toString());
      }
      assertEquals(0, client.waitFor());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1472, 1473, 9000, 65_507})
  void datagramsOfEverySizeComeBack(int length) throws Exception {
    byte[] sent = new byte[length];
    new Random(length).nextBytes(sent);
    try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      server.setSoTimeout(10_000);
      CompletableFuture<byte[]> seen = CompletableFuture.supplyAsync(() -> echo(server));
      Process client =
          namespace.start(
              "socat", "-b65507", "-t10", "-", "UDP4:10.0.2.2:" + server.getLocalPort());
      client.getOutputStream().write(sent);
      client.getOutputStream().flush();
      assertArrayEquals(sent, seen.get(15, TimeUnit.SECONDS));
      assertArrayEquals(sent, client.getInputStream().readNBytes(length));
      client.destroy();
    }
  }

  private static byte[] echo(DatagramSocket server) {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
      server.receive(packet);
      server.send(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClosedUdpPortIsRefused() throws IOException {
    Outcome socat = namespace.insideShell("echo | socat -t5 - UDP4:10.0.2.2:" + FreePorts.next());
    assertTrue(socat.err().contains("Connection refused"), socat.err());
  }
}
