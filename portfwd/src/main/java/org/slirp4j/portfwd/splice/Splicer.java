package org.slirp4j.portfwd.splice;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tcpip.IpAddress;

/** What the spliced connections of one loop share. */
public final class Splicer implements AutoCloseable {
  /** What becomes of a connection to a service inside. */
  public interface Outcome {
    /**
     * It came about.
     *
     * @param inside the connection, which is the caller's
     * @param events for {@link SpliceRelay#start}
     */
    @SuppressWarnings("exports")
    void onConnected(HostSocket inside, int events);

    /** Nobody listens there, or does not answer: {@code errno}. */
    void onFailed(int errno);

    /** There is no socket for it, no port for that, or no way: another path has to be taken. */
    void onNoSocket();
  }

  /** Most descriptors besides the connections': pipes, and sockets made beforehand. */
  public static final int MAX_DESCRIPTORS = 2 * Pipes.MAX_PIPES + 2 * SocketPool.MAX_SOCKETS;

  /**
   * Most bytes copied at a time: what a default pipe holds, should the receiver not take them. A
   * message of this size or more shows that more is coming, and is worth two pipes' system calls.
   */
  static final int COPY_BYTES = 64 << 10;

  /** How long no more ports inside are looked for when all were taken: a search is slow then. */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HostSockets sockets;
  private final RelayCounters counters;
  private final @Nullable InsideSockets inside;
  private final @Nullable SocketSupply v4;
  private final @Nullable SocketSupply v6;
  private final InsidePorts ports = new InsidePorts();
  private final Pipes pipes = new Pipes();
  private final NativeBlock buffer = new NativeBlock(COPY_BYTES);
  private boolean resting;
  private long restNanos;
  private boolean closed;

  /**
   * Makes one.
   *
   * @param sockets among which the connections' sockets count
   * @param inside where sockets in the container's namespace come from, which is closed with this;
   *     null: they cannot be had
   */
  @SuppressWarnings("exports")
  public Splicer(HostSockets sockets, RelayCounters counters, @Nullable InsideSockets inside) {
    this.sockets = sockets;
    this.counters = counters;
    this.inside = inside;
    this.v4 = inside == null ? null : supply(inside, true);
    this.v6 = inside == null ? null : supply(inside, false);
  }

  private SocketSupply supply(InsideSockets from, boolean isV4) {
    return from instanceof ReservedSockets reserved
        ? reserved.supply(isV4)
        : new SocketPool(from, isV4, sockets.loop(), counters);
  }

  /** Returns the loop's sockets. */
  @SuppressWarnings("exports")
  public HostSockets sockets() {
    return sockets;
  }

  /** Tells whether sockets in the container's namespace can be had at all. */
  public boolean reachesInside() {
    return inside != null;
  }

  /** Makes ready for connections to an address inside. */
  public void expect(IpAddress service) {
    SocketSupply supply = service.isV4() ? v4 : v6;
    if (supply != null) {
      supply.warmUp();
    }
  }

  /** Connects to a service from inside; the outcome is told before this returns, or later. */
  public void dial(IpAddress service, int port, Outcome outcome) {
    SocketSupply supply = service.isV4() ? v4 : v6;
    if (supply == null || (rests() && !Loopback.leadsTo(service.high(), service.low()))) {
      outcome.onNoSocket();
    } else {
      supply.ask(new InsideDial(this, new HostAddress(service, port, 0), outcome));
    }
  }

  /** Notes that no port inside was left for a connection. */
  void rest() {
    resting = true;
    restNanos = sockets.nowNanos();
  }

  private boolean rests() {
    resting = resting && sockets.nowNanos() - restNanos < REST_NANOS;
    return resting;
  }

  RelayCounters counters() {
    return counters;
  }

  InsidePorts ports() {
    return ports;
  }

  Pipes pipes() {
    return pipes;
  }

  /** Returns the address of {@link #COPY_BYTES} bytes for whoever is copying at the moment. */
  long buffer() {
    return buffer.address();
  }

  /** Frees what is shared; the connections' sockets must have been closed. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    pipes.close();
    buffer.close();
    if (v4 != null && v6 != null && inside != null) {
      v4.close();
      v6.close();
      inside.close();
    }
  }
}
