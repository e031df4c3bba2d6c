package org.slirp4j.runtime.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.HostServer;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** A kernel inside with little room, few ports, or one that is stopped for a while. */
@Tag("kernel")
final class WindowsIT {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static Namespace namespace;
  private static Slirp4netnsProcess helper;

  @BeforeAll
  static void make() {
    namespace = Namespace.make();
    helper = Slirp4netnsProcess.ready("-c", "--mtu=65520", namespace.pid(), "tap0");
  }

  @AfterAll
  static void end() {
    helper.close();
    namespace.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 4096, 16_384})
  void receiversWithLittleRoom(int room) throws Exception {
    int bytes = 300_000;
    try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK)) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(() -> serve(listener, new byte[bytes]));
      String address = "TCP:10.0.2.2:" + listener.getLocalPort();
      String fetch = "socat -b 700 -u " + address + ",rcvbuf=" + room + " - | wc -c";
      assertEquals(bytes + "\n", namespace.insideShell(fetch).outIfOk());
      served.get(5, TimeUnit.SECONDS);
    }
  }

  private static void serve(ServerSocket listener, byte[] content) {
    try (Socket socket = listener.accept()) {
      socket.getOutputStream().write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // The host ends its stream first; what the guest says afterwards still arrives.
  @Test
  void aHalfCloseOfTheHosts() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK)) {
      CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> endThenListen(listener));
      String open = "exec 3<>/dev/tcp/10.0.2.2/" + listener.getLocalPort() + "; ";
      Process client = namespace.start("bash", "-c", open + "cat <&3; sleep 0.5; echo late >&3");
      assertEquals("early", client.inputReader(US_ASCII).readLine());
      assertEquals("late\n", said.get(10, TimeUnit.SECONDS));
    }
  }

  private static String endThenListen(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      socket.getOutputStream().write("early\n".getBytes(US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // RFC 6191: the guest uses each of its fifty ports again and again, within a minute.
  @Test
  void portsThatWereUsedJustNow() {
    namespace
        .insideShell(
            "echo 20000 20049 >/proc/sys/net/ipv4/ip_local_port_range;"
                + " echo 1 >/proc/sys/net/ipv4/tcp_tw_reuse;"
                + " echo 0 >/proc/sys/net/ipv4/tcp_tw_reuse_delay || true")
        .outIfOk();
    try (HostServer server = new HostServer()) {
      String url = "http://10.0.2.2:" + server.port() + "/1?[1-500]";
      String fetch = "curl -sS -m 30 -H 'Connection: close' '" + url + "' | wc -c";
      assertEquals("500\n", namespace.insideShell(fetch).outIfOk());
    } finally {
      namespace.insideShell("echo 32768 60999 >/proc/sys/net/ipv4/ip_local_port_range").outIfOk();
    }
  }

  // As `podman pause` does to a container, and a debugger to the helper.
  @Test
  void aTransferOutlivesAStopOfTheHelper() throws Exception {
    int bytes = 30_000_000;
    try (HostServer server = new HostServer()) {
      String url = "http://10.0.2.2:" + server.port() + "/" + bytes;
      Process transfer =
          namespace.start("sh", "-c", "curl -sS -m 40 --limit-rate 15M " + url + " | sha256sum");
      TimeUnit.MILLISECONDS.sleep(500); // so that it is in the middle
      helper.signal("STOP");
      TimeUnit.MILLISECONDS.sleep(2_500); // time-outs of the guest's pass
      helper.signal("CONT");
      String sum = transfer.inputReader(US_ASCII).readLine();
      assertEquals(HostServer.hash(bytes) + "  -", sum);
    }
  }
}
