package org.slirp4j.runtime.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that takes connections and never says a word. */
@Timeout(20)
final class PatienceTest {
  private static final int SHORT_MILLIS = 1;

  private ServerSocketChannel silent;
  private SocketChannel channel;

  @BeforeEach
  void connect() throws IOException {
    silent = ServerSocketChannel.open();
    silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel = SocketChannel.open(silent.getLocalAddress());
  }

  @AfterEach
  void disconnect() throws IOException {
    channel.close();
    silent.close();
  }

  @Test
  void endsAReadThatWouldLastForEver() {
    try (Patience _ = new Patience(channel, SHORT_MILLIS)) {
      assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void endsAWriteThatNobodyReads() {
    ByteBuffer much = ByteBuffer.allocateDirect(1 << 16);
    try (Patience _ = new Patience(channel, SHORT_MILLIS)) {
      assertThrows(
          ClosedChannelException.class,
          () -> {
            while (true) {
              channel.write(much.clear());
            }
          });
    }
  }

  @Test
  void whoIsInTimeKeepsTheChannel() throws Exception {
    Patience inTime = new Patience(channel, SHORT_MILLIS);
    inTime.close();
    // A later limit that has run out tells that the first would have, too.
    try (SocketChannel other = SocketChannel.open(silent.getLocalAddress());
        Patience _ = new Patience(other, SHORT_MILLIS)) {
      assertThrows(ClosedChannelException.class, () -> other.read(ByteBuffer.allocate(1)));
    }
    assertTrue(channel.isOpen());
  }
}
