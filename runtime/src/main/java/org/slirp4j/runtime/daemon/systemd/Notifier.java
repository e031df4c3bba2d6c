package org.slirp4j.runtime.daemon.systemd;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** Tells a service manager how the daemon is: sd_notify(3), by datagrams to NOTIFY_SOCKET. */
public final class Notifier {
  private static final int FAMILY_BYTES = 2;

  /** Size of {@code sun_path}: unix(7). */
  private static final int MAX_PATH_BYTES = 108;

  private final @Nullable String socket;
  private final long watchdogNanos;

  private Notifier(@Nullable String socket, long watchdogNanos) {
    this.socket = socket;
    this.watchdogNanos = watchdogNanos;
  }

  /** Returns one that tells who has set this environment, if anybody wants to be told. */
  public static Notifier of(Map<String, String> environment, long pid) {
    return new Notifier(environment.get("NOTIFY_SOCKET"), watchdogNanos(environment, pid));
  }

  /** sd_watchdog_enabled(3). */
  private static long watchdogNanos(Map<String, String> environment, long pid) {
    String forPid = environment.get("WATCHDOG_PID");
    String micros = environment.get("WATCHDOG_USEC");
    if (micros == null || (forPid != null && !forPid.equals(Long.toString(pid)))) {
      return 0;
    }
    try {
      return TimeUnit.MICROSECONDS.toNanos(Math.max(Long.parseLong(micros), 0));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Returns how often {@link #alive} is to be called, in nanoseconds; 0 for never. */
  public long alivePeriodNanos() {
    return watchdogNanos / 3;
  }

  /** Clients are answered from now on. */
  public void ready() {
    send("READY=1\nSTATUS=Serving containers\n");
  }

  /** The daemon works. */
  public void alive() {
    send("WATCHDOG=1\n");
  }

  /** The daemon has begun to end. */
  public void stopping() {
    send("STOPPING=1\nSTATUS=Ending\n");
  }

  private void send(String text) {
    if (socket == null || socket.length() < 2) {
      return;
    }
    String problem = send(socket, text);
    if (problem != null) {
      System.err.println("WARNING: NOTIFY_SOCKET=" + socket + ": " + problem);
    }
  }

  private static @Nullable String send(String socket, String text) {
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = path[0] == '@';
    if ((path[0] != '/' && !isAbstract) || path.length >= MAX_PATH_BYTES) {
      return "this is no unix socket's address";
    }
    if (isAbstract) {
      path[0] = 0; // unix(7): a name that no file has
    }
    int fd =
        SocketCalls.socket(
            SocketCalls.AF_UNIX, SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_CLOEXEC, 0);
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    try (NativeBlock address = new NativeBlock(FAMILY_BYTES + MAX_PATH_BYTES);
        NativeBlock bytes = new NativeBlock(message.length)) {
      address.putShort(0, SocketCalls.AF_UNIX);
      address.putBytes(FAMILY_BYTES, path);
      bytes.putBytes(0, message);
      int length = FAMILY_BYTES + path.length + (isAbstract ? 0 : 1);
      boolean sent =
          fd >= 0
              && SocketCalls.connect(fd, address.address(), length) == 0
              && FileCalls.write(fd, bytes.address(), message.length) == message.length;
      return sent ? null : Errno.describe(Errno.last());
    } finally {
      FileCalls.close(fd);
    }
  }
}
