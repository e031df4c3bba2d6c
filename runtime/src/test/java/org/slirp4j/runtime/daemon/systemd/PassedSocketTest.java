package org.slirp4j.runtime.daemon.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.tapdev.UnixListener;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.SocketCalls;

/** A socket is taken from who has passed it to us, and nothing else is. */
final class PassedSocketTest {
  private static final long PID = 4711;

  @Test
  void withoutAManagerNothingIsPassed() throws Exception {
    assertEquals(-1, PassedSocket.take(Map.of(), PID));
    assertEquals(-1, PassedSocket.take(Map.of("LISTEN_PID", "1", "LISTEN_FDS", "1"), PID));
    assertEquals(-1, PassedSocket.take(Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "0"), PID));
  }

  @Test
  void oneSocketIsWanted() {
    assertThrows(
        IOException.class,
        () -> PassedSocket.take(Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "2"), PID));
  }

  @Test
  void aListeningSocketIsTakenAndClosedOnExecution(@TempDir Path folder) throws Exception {
    try (UnixListener listener =
        UnixListener.bind(folder.resolve("s").toString(), SocketCalls.SOCK_STREAM, 1)) {
      FileCalls.fcntl(listener.fd(), FileCalls.F_SETFD, 0);
      assertEquals(listener.fd(), PassedSocket.take(listener.fd()));
      assertEquals(FileCalls.FD_CLOEXEC, FileCalls.fcntl(listener.fd(), FileCalls.F_GETFD, 0));
    }
  }

  @Test
  void anythingElseIsRefused() {
    int fd = SocketCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM, 0);
    try {
      assertThrows(IOException.class, () -> PassedSocket.take(fd));
    } finally {
      FileCalls.close(fd);
    }
    assertThrows(IOException.class, () -> PassedSocket.take(1_000_000));
  }
}
