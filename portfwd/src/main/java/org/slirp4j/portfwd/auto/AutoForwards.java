package org.slirp4j.portfwd.auto;

import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.report.Log;
import org.slirp4j.portfwd.report.LogGate;
import org.slirp4j.portfwd.splice.InsideSockets;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.SocketCalls;

/**
 * Makes a port of the host for every port that the container listens on, and takes it away when the
 * container listens no more. All calls come on the loop's thread.
 */
public final class AutoForwards implements AutoCloseable {
  /** Who learns of changes; called on the loop's thread. */
  public interface Listener {
    /** A forward was made. */
    void onAdded(AutoRule rule);

    /** A forward was taken away. */
    void onRemoved(AutoRule rule);

    /** A forward could not be had, which is told once; it is tried again. */
    void onProblem(AutoRule rule);
  }

  /** Who asks for these forwards. */
  public static final String SOURCE = "auto";

  /** {@code <sys/socket.h>}, {@code <linux/netlink.h>}. */
  private static final int AF_NETLINK = 16;

  private static final int SOCK_RAW = 3;
  private static final int NETLINK_SOCK_DIAG = 4;

  /** Between two passes: half of what a person may wait for a port to appear. */
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Passes take at most one part of so many of the time. */
  private static final int MAX_SHARE = 50;

  /** Longest time between passes, for a container with very many sockets. */
  private static final long MAX_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** What a part of a pass, of up to 260 sockets, takes. */
  private static final long NANOS_PER_PART = TimeUnit.MICROSECONDS.toNanos(60);

  /** Parts of a pass that are read in one turn of the loop. */
  private static final int READS_PER_TURN = 8;

  private final HostSockets sockets;
  private final AutoFilter filter;
  private final SocketDump dump;
  private final Publisher publisher;
  private final Finder finder;
  private final Services services = new Services();
  private final LogGate gate;
  private @Nullable Future<?> timer;
  private int pass;
  private boolean closed;

  /**
   * Makes it; nothing happens before {@link #start}.
   *
   * @param fd a non-blocking netlink socket of the container's namespace, of NETLINK_SOCK_DIAG;
   *     taken over
   * @param sockets of the loop
   * @param forwards where forwards are added and removed
   * @param own the ports inside that are our own
   * @param log takes lines for people
   */
  @SuppressWarnings("exports")
  public AutoForwards(
      int fd,
      HostSockets sockets,
      Forwards forwards,
      AutoFilter filter,
      OwnPorts own,
      Listener listener,
      Log log) {
    this.sockets = sockets;
    this.filter = filter;
    this.dump = new SocketDump(fd, filter);
    this.publisher = new Publisher(forwards, filter, listener, sockets.nowNanos());
    this.gate = new LogGate(log);
    this.finder = new Finder(filter, forwards, own, services, this::warn);
  }

  /**
   * Makes a socket that the kernel tells of the sockets of its namespace: sock_diag(7).
   *
   * @throws SystemCallException when it cannot be made
   */
  public static int diagSocket(InsideSockets inside) throws SystemCallException {
    int type = SOCK_RAW | SocketCalls.SOCK_NONBLOCK;
    int[] made = inside.make(1, AF_NETLINK, type, NETLINK_SOCK_DIAG);
    if (made.length == 0) {
      throw new SystemCallException("socket", "in the container's namespace", Errno.ESRCH, "");
    }
    return made[0];
  }

  /** Makes a first pass and goes on from there. */
  public void start() {
    beginPass();
  }

  /** Returns what was asked for. */
  public AutoFilter filter() {
    return filter;
  }

  /** Returns how many passes over the container's sockets were begun. */
  public int passes() {
    return pass;
  }

  /** Returns the forwards that are there, and those that could not be had. */
  public List<AutoRule> rules() {
    List<AutoRule> rules = new ArrayList<>();
    for (int i = 0; i < services.count(); i++) {
      Service service = services.get(i);
      for (int j = 0; j < service.published.length; j++) {
        if (Publisher.isKnown(service.published[j])) {
          rules.add(publisher.rule(service, j));
        }
      }
    }
    return rules;
  }

  /** Takes all of these forwards away. */
  @Override
  public void close() {
    closed = true;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    for (int i = 0; i < services.count(); i++) {
      publisher.withdraw(services.get(i));
    }
    services.clear();
    dump.close();
  }

  private void beginPass() {
    pass++;
    dump.begin();
    finder.begin(pass);
    goOn();
  }

  /** Reads some of the pass; what is left is read when the loop has seen to others. */
  private void goOn() {
    timer = null;
    try {
      int result = dump.read(READS_PER_TURN, finder);
      if (result == SocketDump.MORE) {
        timer = sockets.loop().schedule(this::goOn, 1, TimeUnit.NANOSECONDS);
        return;
      }
      if (result == SocketDump.OVER) {
        settle(sockets.nowNanos());
      } else {
        warn("the container's sockets cannot be listed: " + Errno.describe(-result));
      }
    } catch (RuntimeException e) {
      sockets.onFault(e); // of ours; the next pass may do better
    }
    if (closed) {
      return; // by whoever was told of a change
    }
    // By work and not by the clock, which also runs while others have the processor.
    long delay = Math.max(INTERVAL_NANOS, dump.parts() * NANOS_PER_PART * MAX_SHARE);
    timer =
        sockets
            .loop()
            .schedule(this::beginPass, Math.min(delay, MAX_INTERVAL_NANOS), TimeUnit.NANOSECONDS);
  }

  private void settle(long now) {
    // A dump of several parts misses sockets that move in the kernel's tables meanwhile.
    int mostMissed = dump.isExact() ? 0 : 1;
    publisher.refill(now);
    for (int i = services.count() - 1; i >= 0; i--) {
      Service service = services.get(i);
      if (service.missed(pass) > mostMissed) {
        publisher.withdraw(service);
        services.remove(i);
      } else if (service.moved(pass)) {
        publisher.withdraw(service);
      }
    }
    for (int i = 0; i < services.count(); i++) {
      publisher.publish(services.get(i), now);
    }
  }

  private void warn(String line) {
    if (gate.opens(sockets.nowNanos())) {
      gate.warn("auto: " + line);
    }
  }
}
