package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slirp4j.portfwd.config.HostAccess;

/** An upload to a server that reads more slowly than the container sends. */
@Timeout(30)
class FullSocketTest {
  private static final int BYTES = 12 << 20;
  private static final int SERVER_BUFFER_BYTES = 64 << 10;

  /** Less than a third of any send buffer of this size of stream: the kernel tells of no room. */
  private static final int STEP_BYTES = 200 << 10;

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  @Test
  void roomIsUsedBeforeAThirdOfTheSocketsBufferIsFree() throws IOException {
    byte[] sent = new byte[BYTES];
    new Random(6).nextBytes(sent);
    try (Rig rig = Rig.withAccess(HostAccess.ALL);
        ServerSocket server = new ServerSocket()) {
      server.setReceiveBufferSize(SERVER_BUFFER_BYTES);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      FakeTcpFlow flow = rig.openTcp(Rig.GATEWAY, server.getLocalPort());
      try (Socket far = server.accept()) {
        await().until(flow::isAccepted);
        flow.establish();
        flow.send(sent);
        byte[] received = new byte[BYTES];
        int at = 0;
        boolean smallStep = false;
        while (!smallStep && flow.unsentBytes() > 0) {
          int before = flow.unsentBytes();
          at += read(far, received, at, STEP_BYTES);
          long until = System.nanoTime() + PATIENCE_NANOS;
          await().until(() -> flow.unsentBytes() < before || System.nanoTime() - until > 0);
          int step = before - flow.unsentBytes();
          smallStep = step > 0 && step < 2 * STEP_BYTES;
        }
        assertTrue(smallStep, "nothing was sent until the kernel told of room");
        read(far, received, at, BYTES - at);
        assertArrayEquals(sent, received);
      }
    }
  }

  private static int read(Socket from, byte[] into, int at, int bytes) throws IOException {
    InputStream in = from.getInputStream();
    int got = in.readNBytes(into, at, Math.min(bytes, into.length - at));
    assertTrue(got > 0, "the stream has ended at " + at);
    return got;
  }
}
