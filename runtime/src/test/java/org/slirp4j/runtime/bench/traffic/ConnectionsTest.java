package org.slirp4j.runtime.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class ConnectionsTest {
  private static final int WINDOW_MILLIS = 50;
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(WINDOW_MILLIS);

  @Test
  void whatIsAnsweredAfterTheEndDoesNotCountAndMakesTheTimeNoLonger() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> answerTooLate(server));
      InetSocketAddress to = (InetSocketAddress) server.getLocalSocketAddress();
      assertEquals("0 0 " + WINDOW_NANOS, Connections.rate(to, 1, WINDOW_MILLIS));
    }
  }

  private static void answerTooLate(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        long came = System.nanoTime();
        byte[] request = client.getInputStream().readNBytes(Sockets.REQUEST_BYTES);
        while (System.nanoTime() - came <= WINDOW_NANOS) {
          Thread.onSpinWait();
        }
        client.getOutputStream().write(request);
      } catch (IOException e) {
        // the test is over
      }
    }
  }
}
