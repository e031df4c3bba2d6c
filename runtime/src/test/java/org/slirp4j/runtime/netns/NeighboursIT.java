package org.slirp4j.runtime.netns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** How a namespace's kernel and slirp4netns find each other on the link. */
@Tag("kernel")
final class NeighboursIT {
  private static final String ROUTER_LINK = "lladdr 52:55:0a:00:02:02 router";

  /** After this the stack asks about whom it has not heard of. */
  private static final long QUIET_MILLIS = 5_200;

  private Namespace namespace;

  @BeforeEach
  void make() {
    namespace = Namespace.make();
  }

  @AfterEach
  void end() {
    namespace.close();
  }

  @Test
  void theKernelConfiguresIpv6ByItself() {
    // As podman does: an address is of use before it is known that nobody else has it.
    namespace.insideShell("echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad").outIfOk();
    String[] words = {"-c", "--enable-ipv6", "--mtu=1400", namespace.pid(), "tap0"};
    try (Slirp4netnsProcess helper = Slirp4netnsProcess.ready(words)) {
      assertTrue(helper.isAlive());
      await()
          .atMost(500, TimeUnit.MILLISECONDS) // it takes a few; the kernel asks at once
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .until(() -> run("ip -6 -o address show tap0 scope global").contains("inet6 fd00::"));
      String route = run("ip -6 route show default");
      assertTrue(route.startsWith("default via fe80::2 dev tap0 proto ra"), route);
      assertTrue(route.contains("hoplimit 64"), route);
      assertTrue(run("ip -6 route").contains("fd00::/64 dev tap0"));
      assertEquals("1400\n", run("cat /proc/sys/net/ipv6/conf/tap0/mtu"));
      for (String address : new String[] {"fd00::2", "fd00::3", "fe80::2"}) {
        run("ping -6 -c 1 -W 5 -I tap0 " + address);
        String entry = run("ip -6 neighbour show dev tap0 " + address);
        assertTrue(entry.contains(ROUTER_LINK), entry);
      }
    }
  }

  @Test
  void aSilentContainerIsReachedAtOnceAndOneThatIsNotThereIsGivenUp(@TempDir Path directory)
      throws IOException {
    String socket = directory.resolve("api").toString();
    String[] words = {"-c", "--api-socket=" + socket, namespace.pid(), "tap0"};
    try (Slirp4netnsProcess helper = Slirp4netnsProcess.ready(words)) {
      assertTrue(helper.isAlive());
      // Nobody listens on any of them: the container's kernel says so at once, when it is asked.
      long there = millisUntilReset(forward(socket, "10.0.2.100"));
      assertTrue(there < 900, () -> "reset after " + there + " ms");
      long elsewhere = millisUntilReset(forward(socket, "192.0.2.1"));
      assertTrue(elsewhere < 900, () -> "reset after " + elsewhere + " ms");
      long nowhere = millisUntilReset(forward(socket, "10.0.2.77"));
      assertTrue(nowhere >= 2_900 && nowhere < 6_000, () -> "reset after " + nowhere + " ms");
    }
  }

  @Test
  void aContainerWhoseLinkAddressChangesIsFoundAgain(@TempDir Path directory)
      throws IOException, InterruptedException {
    String socket = directory.resolve("api").toString();
    String[] words = {"-c", "--api-socket=" + socket, namespace.pid(), "tap0"};
    try (Slirp4netnsProcess helper = Slirp4netnsProcess.ready(words)) {
      assertTrue(helper.isAlive());
      run("ping -c 1 -W 5 10.0.2.2"); // now it is known where it is
      run("ip link set tap0 address 02:00:00:00:00:77"); // of which nobody is told
      Thread.sleep(QUIET_MILLIS);
      long again = millisUntilReset(forward(socket, "10.0.2.100"));
      assertTrue(again < 3_000, () -> "reset after " + again + " ms");
    }
  }

  private String run(String line) {
    return namespace.insideShell(line).outIfOk();
  }

  /** Forwards a free port of the host's loopback to a container's address; returns the port. */
  private static int forward(String socket, String guest) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String request =
        """
        {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_addr": "127.0.0.1",
         "host_port": %d, "guest_addr": "%s", "guest_port": 9}}\
        """
            .formatted(port, guest);
    ByteBuffer reply = ByteBuffer.allocate(1024);
    try (SocketChannel api = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      api.connect(UnixDomainSocketAddress.of(socket));
      api.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
      api.shutdownOutput();
      while (api.read(reply) > 0) {}
    }
    String text = new String(reply.array(), 0, reply.position(), UTF_8);
    assertTrue(text.contains("\"id\""), text);
    return port;
  }

  private static long millisUntilReset(int port) throws IOException {
    long start = System.nanoTime();
    try (Socket client = new Socket()) {
      client.setSoTimeout(10_000);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
      int end = client.getInputStream().read();
      throw new AssertionError("no reset but " + end);
    } catch (SocketException e) {
      return (System.nanoTime() - start) / 1_000_000;
    }
  }
}
