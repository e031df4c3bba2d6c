package org.slirp4j.portfwd.splice;

import io.netty.channel.IoEventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * TCP sockets of one family, made inside beforehand: a batch at a time, on a thread of its own, so
 * that the loop does not wait. Who asks when there is none gets one when the batch is there.
 */
final class SocketPool implements SocketSupply {
  /** Sockets made at a time, as long as that is enough. */
  static final int MIN_BATCH = 32;

  /** Sockets made at a time when clients come in crowds: a millisecond's work. */
  static final int MAX_BATCH = 256;

  /** Most sockets that are there beforehand: a batch is made when half a batch is left. */
  static final int MAX_SOCKETS = MAX_BATCH / 2 + MAX_BATCH;

  /** How long nobody tries to make more after it went wrong. */
  private static final long FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final InsideSockets source;
  private final int domain;
  private final IoEventLoop loop;
  private final RelayCounters counters;
  private final ArrayDeque<Asker> waiting = new ArrayDeque<>();
  private final int[] made = new int[MAX_SOCKETS];
  private int count;
  private int batch = MIN_BATCH;
  private boolean ranDry;
  private boolean making;
  private boolean failed;
  private long failedNanos;
  private boolean closed;

  SocketPool(InsideSockets source, boolean isV4, IoEventLoop loop, RelayCounters counters) {
    this.source = source;
    this.domain = isV4 ? SocketCalls.AF_INET : SocketCalls.AF_INET6;
    this.loop = loop;
    this.counters = counters;
  }

  @Override
  public void warmUp() {
    if (count < batch / 2) {
      makeMore();
    }
  }

  @Override
  public void ask(Asker asker) {
    if (count > 0) {
      int fd = made[--count];
      warmUp();
      asker.onSocket(fd, null);
    } else if (makeMore()) {
      ranDry = true;
      waiting.add(asker);
    } else {
      asker.onSocket(NONE, null);
    }
  }

  /** Sees to it that more are being made; false when that is not to be had. */
  private boolean makeMore() {
    if (making) {
      return true;
    }
    if (closed || (failed && System.nanoTime() - failedNanos < FAILURE_NANOS)) {
      return false;
    }
    batch = ranDry ? Math.min(2 * batch, MAX_BATCH) : batch;
    ranDry = false;
    making = true;
    int wanted = batch;
    try {
      Thread.ofPlatform().daemon().name("inside-sockets").start(() -> make(wanted));
    } catch (OutOfMemoryError e) {
      onMade(new int[0]); // the user has as many threads as he may: setrlimit(2), RLIMIT_NPROC
      return false;
    }
    return true;
  }

  private void make(int wanted) {
    int[] fds = new int[0];
    try {
      int type = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_NONBLOCK;
      fds = source.make(wanted, domain, type, 0);
    } catch (SystemCallException | RuntimeException e) {
      // There are other ways, and those who wait are told so.
    } finally {
      tell(fds);
    }
  }

  private void tell(int[] fds) {
    try {
      loop.execute(() -> onMade(fds));
    } catch (RejectedExecutionException e) {
      close(fds, fds.length); // the loop has ended
    }
  }

  private void onMade(int[] fds) {
    making = false;
    failed = fds.length == 0;
    if (failed) {
      failedNanos = System.nanoTime();
      counters.count(RelayCounter.INSIDE_SOCKETS_FAILED);
    }
    if (closed) {
      close(fds, fds.length);
      return;
    }
    for (int fd : fds) {
      made[count++] = fd;
    }
    for (int asked = waiting.size(); asked > 0; asked--) {
      ask(waiting.remove());
    }
  }

  @Override
  public void close() {
    closed = true;
    close(made, count);
    count = 0;
    waiting.clear();
  }

  private static void close(int[] fds, int count) {
    for (int i = 0; i < count; i++) {
      FileCalls.close(fds[i]);
    }
  }
}
