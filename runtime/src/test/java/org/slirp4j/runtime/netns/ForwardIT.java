package org.slirp4j.runtime.netns;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.testing.Api;
import org.slirp4j.runtime.testing.DatagramServer;
import org.slirp4j.runtime.testing.FreePorts;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** Forwarded ports and the API socket that opens them. */
@Tag("kernel")
class ForwardIT {
  private static final String LIST = "{\"execute\":\"list_hostfwd\"}";
  private static final String EMPTY = "{\"return\":{\"entries\":[]},\"entries\":[]}";
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  /** Answers with the address that it sees its client at. */
  private static final String WHO = "SYSTEM:'echo $SOCAT_PEERADDR $SOCAT_PEERPORT'";

  @TempDir Path folder;

  private Namespace namespace;
  Api api;

  @BeforeEach
  void make() {
    namespace = Namespace.make();
    api = new Api(folder.resolve("api"));
  }

  @AfterEach
  void end() {
    namespace.close();
  }

  private Slirp4netnsProcess helper(String... options) {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("-c", "-a", api.path().toString(), namespace.pid(), "tap0"));
    return Slirp4netnsProcess.ready(words.toArray(String[]::new));
  }

  private Slirp4netnsProcess helper() {
    return helper(new String[0]);
  }

  /** Starts a server inside; the caller's to end. */
  private Process serve(String listen) {
    Process server = namespace.start("sh", "-c", "exec socat " + listen + " " + WHO);
    await()
        .atMost(10, SECONDS)
        .until(() -> namespace.inside("ss", "-tln").outIfOk().contains(":80 "));
    return server;
  }

  private static Optional<InetAddress> ownAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }

  private static String read(Socket client) throws IOException {
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Test
  void serverInsideSeesItsClients() throws IOException {
    try (Slirp4netnsProcess helper = helper()) {
      assertTrue(helper.log().contains("\n* API Socket:      " + api.path() + "\n"), helper.log());
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(api.path()));
      int port = FreePorts.next();
      assertEquals("{\"return\":{\"id\":1}}", api.ask(Api.forward("tcp", port, 80)));
      Process server = serve("TCP-LISTEN:80,fork,reuseaddr");
      try (Socket client = new Socket(LOOPBACK, port)) {
        assertTrue(read(client).startsWith("10.0.2.100 "));
      }
      Optional<InetAddress> own = ownAddress();
      if (own.isPresent()) {
        try (Socket client = new Socket(own.get(), port)) {
          assertEquals(own.get().getHostAddress() + " " + client.getLocalPort(), read(client));
        }
      }
      server.destroy();
    }
  }

  @Test
  void whoPrefersSpeedIsReachedFromInsideByAll() throws IOException {
    Optional<InetAddress> own = ownAddress();
    assumeTrue(own.isPresent(), "the host has no address but its loopback");
    try (Slirp4netnsProcess helper = helper("--source-address=fast")) {
      assertTrue(helper.isAlive());
      int port = FreePorts.next();
      api.ask(Api.forward("tcp", port, 80));
      Process server = serve("TCP-LISTEN:80,fork,reuseaddr");
      try (Socket client = new Socket(own.get(), port)) {
        assertTrue(read(client).startsWith("10.0.2.100 "));
      }
      server.destroy();
    }
  }

  @Test
  void aServiceOfLoopbackAloneIsNotReached() throws IOException {
    try (Slirp4netnsProcess helper = helper()) {
      assertTrue(helper.isAlive());
      int port = FreePorts.next();
      api.ask(Api.forward("tcp", port, 80));
      Process server = serve("TCP-LISTEN:80,bind=127.0.0.1,fork,reuseaddr");
      try (Socket client = new Socket(LOOPBACK, port)) {
        assertThrows(SocketException.class, () -> client.getInputStream().read());
      }
      server.destroy();
    }
  }

  @Test
  void datagramsComeFromTheirClientsAndGoBack() throws IOException {
    Optional<InetAddress> own = ownAddress();
    assumeTrue(own.isPresent(), "the host has no address but its loopback");
    try (Slirp4netnsProcess helper = helper();
        DatagramSocket client = new DatagramSocket()) {
      assertTrue(helper.isAlive());
      int port = FreePorts.next();
      api.ask(Api.forward("udp", port, 80));
      try (DatagramServer _ = DatagramServer.start(namespace, 80)) {
        client.connect(own.get(), port);
        client.setSoTimeout(5_000);
        client.send(new DatagramPacket(new byte[10], 10)); // once: nothing on the way may lose it
        DatagramPacket reply = new DatagramPacket(new byte[100], 100);
        client.receive(reply);
        String text = new String(reply.getData(), 0, reply.getLength(), StandardCharsets.UTF_8);
        assertEquals(own.get().getHostAddress() + " " + client.getLocalPort(), text);
      }
    }
  }

  @Test
  void closedPortInsideRefusesAtOnce() throws IOException {
    try (Slirp4netnsProcess helper = helper()) {
      assertTrue(helper.isAlive());
      int port = FreePorts.next();
      api.ask(Api.forward("tcp", port, 80));
      long leastNanos = Long.MAX_VALUE;
      for (int i = 0; i < 10; i++) {
        long begin = System.nanoTime();
        try (Socket client = new Socket(LOOPBACK, port)) {
          assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
        leastNanos = Math.min(leastNanos, System.nanoTime() - begin);
      }
      long millis = NANOSECONDS.toMillis(leastNanos);
      assertTrue(millis < 50, "refused after " + millis + " ms");
    }
  }

  @Test
  void hostileClientsAreInNobodysWay() throws Exception {
    List<SocketChannel> hostile = new ArrayList<>();
    try (Slirp4netnsProcess helper = helper()) {
      int port = FreePorts.next();
      api.ask(Api.forward("tcp", port, 80));
      Process server = serve("TCP-LISTEN:80,fork,reuseaddr");
      for (int i = 0; i < 1_000; i++) {
        SocketChannel client = api.connect();
        hostile.add(client);
        if (i % 3 == 0) {
          client.write(ByteBuffer.wrap(new byte[] {'{'}));
        }
      }
      SocketChannel flood = api.connect();
      hostile.add(flood);
      Thread flooding =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  flood.write(ByteBuffer.allocate(1 << 20));
                } catch (IOException e) {
                  // cut off, as it may be
                }
              });
      namespace.inside("ping", "-c3", "-i0.2", "-W1", "10.0.2.2").outIfOk();
      try (Socket client = new Socket(LOOPBACK, port)) {
        assertTrue(read(client).startsWith("10.0.2.100 "));
      }
      assertTrue(api.ask(LIST).contains("\"id\":1,"));
      flooding.join();
      assertTrue(helper.isAlive());
      server.destroy();
    } finally {
      for (SocketChannel client : hostile) {
        client.close();
      }
    }
  }

  @Test
  void restartFindsItsPortsFree() throws IOException {
    int port = FreePorts.next();
    for (int round = 0; round < 3; round++) {
      try (Slirp4netnsProcess helper = helper();
          Socket client = connected(port)) {
        helper.hangUp();
        // What podman gives it when it restarts a container.
        await()
            .atMost(150, MILLISECONDS)
            .pollDelay(0, MILLISECONDS)
            .pollInterval(5, MILLISECONDS)
            .ignoreExceptions()
            .until(() -> canBind(port));
        assertEquals(0, helper.awaitEnd());
        assertFalse(Files.exists(api.path()), "the socket's file is left");
        assertTrue(client.isConnected());
      }
    }
  }

  private Socket connected(int port) throws IOException {
    assertEquals("{\"return\":{\"id\":1}}", api.ask(Api.forward("tcp", port, 80)));
    return new Socket(LOOPBACK, port);
  }

  private static boolean canBind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    }
  }

  @Test
  void staleSocketIsReplacedAndALiveOneIsNot() {
    try (Slirp4netnsProcess killed = helper()) {
      assertEquals(EMPTY, api.ask(LIST));
      Outcome second =
          Image.slirp4netns("-c", "-a", api.path().toString(), namespace.pid(), "tap1");
      assertEquals(1, second.status());
      assertTrue(second.err().contains("another program listens there"), second.err());
      assertEquals(List.of("lo", "tap0"), namespace.interfaces());
      assertEquals(EMPTY, api.ask(LIST));
      killed.signal("KILL");
      killed.awaitEnd();
    }
    awaitWhatIsLeftOfTheSocket();
    try (Slirp4netnsProcess helper = helper()) {
      assertTrue(helper.isAlive());
      assertEquals(EMPTY, api.ask(LIST));
    }
  }

  /** The file stays when its owner had no time to remove it. */
  void awaitWhatIsLeftOfTheSocket() {
    assertTrue(Files.exists(api.path()));
  }

  @Test
  void otherFilesAtThePathStay() throws IOException {
    Files.writeString(api.path(), "kept");
    Outcome outcome = Image.slirp4netns("-c", "-a", api.path().toString(), namespace.pid(), "tap0");
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().contains("a file that is no socket is there"), outcome.err());
    assertEquals("kept", Files.readString(api.path()));
    assertEquals(List.of("lo"), namespace.interfaces());
  }
}
