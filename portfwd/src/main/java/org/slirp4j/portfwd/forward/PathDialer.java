package org.slirp4j.portfwd.forward;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.SocketOptions;
import org.slirp4j.portfwd.splice.Splicer;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * Connects to unix sockets inside, one after another on a thread of its own: the container's file
 * systems may take their time (FUSE), and so may a program that does not accept.
 */
final class PathDialer implements AutoCloseable {
  /** Most connections that wait for their turn; more are refused. */
  static final int MAX_WAITING = 256;

  /** How long a program inside may let its backlog be full. */
  private static final long CONNECT_SECONDS = 1;

  private static final int FAMILY_BYTES = 2;
  private static final int ADDRESS_BYTES = FAMILY_BYTES + 108;
  private static final int TIMEVAL_BYTES = 16;
  private static final int TYPE = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_CLOEXEC;

  private record Wish(String path, Splicer.Outcome outcome) {}

  private final Splicer splicer;
  private final HostSockets sockets;
  private volatile InsidePaths paths;
  private final ArrayDeque<Wish> waiting = new ArrayDeque<>();
  private @Nullable Wish current;
  private boolean closed;

  /** Makes one for connections that are {@code splicer}'s. */
  PathDialer(Splicer splicer, InsidePaths paths) {
    this.splicer = splicer;
    this.sockets = splicer.sockets();
    this.paths = paths;
  }

  /** Says where files are found from now on. */
  void look(InsidePaths inside) {
    paths.close();
    paths = inside;
    if (closed) {
      inside.close();
    }
  }

  /** Returns what moves the bytes of the connections. */
  Splicer splicer() {
    return splicer;
  }

  /** Connects; the outcome is told later, or before this returns when too many wait. */
  void dial(String path, Splicer.Outcome outcome) {
    if (closed || waiting.size() >= MAX_WAITING) {
      outcome.onFailed(Errno.EAGAIN);
      return;
    }
    waiting.add(new Wish(path, outcome));
    next();
  }

  @Override
  public void close() {
    closed = true;
    waiting.clear();
    paths.close();
  }

  private void next() {
    Wish wish = current == null ? waiting.poll() : null;
    if (wish != null) {
      current = wish;
      try {
        Thread.ofPlatform().daemon().name("inside-paths").start(() -> connect(wish));
      } catch (OutOfMemoryError e) {
        onDone(wish, -1, Errno.EAGAIN); // as many threads as the user may have: RLIMIT_NPROC
      }
    }
  }

  private void connect(Wish wish) {
    int fd = -1;
    int errno = Errno.EIO;
    try {
      fd = connect(wish.path());
    } catch (SystemCallException e) {
      errno = e.errno();
    } finally {
      tell(wish, fd, errno);
    }
  }

  private void tell(Wish wish, int fd, int errno) {
    try {
      sockets.loop().execute(() -> onDone(wish, fd, errno));
    } catch (RejectedExecutionException e) {
      FileCalls.close(fd); // the loop has ended
    }
  }

  private void onDone(Wish wish, int fd, int errno) {
    current = null;
    if (closed) {
      FileCalls.close(fd);
      return;
    }
    try {
      HostSocket socket = fd < 0 ? null : sockets.adoptStream(fd, null);
      if (socket == null) {
        wish.outcome().onFailed(fd < 0 ? errno : Errno.EMFILE);
      } else {
        wish.outcome().onConnected(socket, 0);
      }
    } finally {
      next();
    }
  }

  private int connect(String path) throws SystemCallException {
    int file = paths.find(path);
    int fd = SocketCalls.socket(SocketCalls.AF_UNIX, TYPE, 0);
    int errno = fd < 0 ? Errno.last() : 0;
    if (errno == 0) {
      limitTime(fd);
      errno = connect(fd, file);
    }
    FileCalls.close(file);
    if (errno == 0 && FileCalls.fcntl(fd, FileCalls.F_SETFL, FileCalls.O_NONBLOCK) != 0) {
      errno = Errno.last();
    }
    if (errno != 0) {
      FileCalls.close(fd);
      throw new SystemCallException("connect", path + " inside", errno, "");
    }
    return fd;
  }

  private static void limitTime(int fd) {
    try (NativeBlock time = new NativeBlock(TIMEVAL_BYTES)) {
      time.putLong(0, CONNECT_SECONDS);
      SocketCalls.setsockopt(
          fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_SNDTIMEO, time.address(), TIMEVAL_BYTES);
    }
  }

  /** Connects to the file that a descriptor stands for; returns 0 or an errno. */
  private static int connect(int fd, int file) {
    byte[] name = ("/proc/self/fd/" + file).getBytes(StandardCharsets.US_ASCII);
    try (NativeBlock address = new NativeBlock(ADDRESS_BYTES)) {
      address.putShort(0, SocketCalls.AF_UNIX);
      address.putBytes(FAMILY_BYTES, name);
      return SocketCalls.connect(fd, address.address(), ADDRESS_BYTES) == 0 ? 0 : Errno.last();
    }
  }
}
