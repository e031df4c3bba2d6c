package org.slirp4j.runtime.daemon.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** A service manager hears how the daemon is, at whatever kind of address it listens. */
final class NotifierTest {
  private static final long PID = 4711;

  @TempDir Path folder = Path.of("/");

  @Test
  void tellsASocketThatHasAFile() {
    String path = folder.resolve("notify").toString();
    assertHears(path, path.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tellsASocketOfAnAbstractName() {
    String name = "slirp4j-test-" + ProcessHandle.current().pid();
    assertHears("@" + name, ("\0" + name).getBytes(StandardCharsets.UTF_8));
  }

  private static void assertHears(String socket, byte[] path) {
    int fd =
        SocketCalls.socket(
            SocketCalls.AF_UNIX, SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_NONBLOCK, 0);
    try (NativeBlock address = new NativeBlock(2 + path.length)) {
      address.putShort(0, SocketCalls.AF_UNIX);
      address.putBytes(2, path);
      assertEquals(0, SocketCalls.bind(fd, address.address(), 2 + path.length));
      Notifier notifier = Notifier.of(Map.of("NOTIFY_SOCKET", socket), PID);
      notifier.ready();
      assertTrue(heard(fd).startsWith("READY=1\n"));
      notifier.alive();
      assertEquals("WATCHDOG=1\n", heard(fd));
      notifier.stopping();
      assertTrue(heard(fd).startsWith("STOPPING=1\n"));
    } finally {
      FileCalls.close(fd);
    }
  }

  private static String heard(int fd) {
    try (NativeBlock bytes = new NativeBlock(256)) {
      long length = FileCalls.read(fd, bytes.address(), bytes.bytes());
      assertTrue(length > 0, "nothing was said");
      return bytes.getText(0, (int) length);
    }
  }

  @Test
  void aWatchdogIsToldThreeTimesInItsPeriod() {
    Map<String, String> environment = new HashMap<>(Map.of("WATCHDOG_USEC", "30000000"));
    assertEquals(TimeUnit.SECONDS.toNanos(10), Notifier.of(environment, PID).alivePeriodNanos());
    environment.put("WATCHDOG_PID", Long.toString(PID));
    assertEquals(TimeUnit.SECONDS.toNanos(10), Notifier.of(environment, PID).alivePeriodNanos());
    environment.put("WATCHDOG_PID", "1");
    assertEquals(0, Notifier.of(environment, PID).alivePeriodNanos());
    assertEquals(0, Notifier.of(Map.of("WATCHDOG_USEC", "soon"), PID).alivePeriodNanos());
    assertEquals(0, Notifier.of(Map.of(), PID).alivePeriodNanos());
  }
}
