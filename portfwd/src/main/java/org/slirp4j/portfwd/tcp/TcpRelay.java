package org.slirp4j.portfwd.tcp;

import io.netty.util.concurrent.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostErrors;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ReadyHandler;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.portfwd.report.TrafficCounters;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.buffer.Buffer;

/**
 * A TCP flow of the container and the host connection that stands for its far end.
 *
 * <pre>
 *   the container's:  dialling ──connected──▶ open ──both streams ended, or cut──▶ over
 *                         └──────failed, or the container lost patience────────────▶ over
 *   a client's:       waiting ──container has answered──▶ open ──▶ …
 *                         └─────container or client gave up────────────────────────▶ over
 * </pre>
 */
public final class TcpRelay implements TcpHandler, ReadyHandler, TcpConnector.Outcome, Runnable {
  /** Who keeps relays of clients' connections. */
  public interface Owner {
    /** The relay is over, or as good as: nothing has to be done to end it. */
    void onOver(TcpRelay relay);

    /**
     * The container has refused the client, or does not answer.
     *
     * @return true when the relay has been joined to another flow instead
     */
    default boolean onRefused(TcpRelay relay) {
      return false;
    }
  }

  /** Bytes read in one turn of the loop: four super-segments, some 50 µs of copying. */
  private static final int READ_BUDGET_BYTES = 256 << 10;

  /** How long the last bytes before a RST of the host's have to leave: a few turns of the loop. */
  private static final long LAST_BYTES_MILLIS = 20;

  private final HostSockets sockets;
  private final RelayCounters counters;
  private final boolean isClients;
  private final @Nullable Owner owner;
  private final @Nullable TrafficCounters traffic;

  private @Nullable TcpConnector connector; // until it has connected, or failed
  private @Nullable TcpFlow flow;
  private @Nullable HostSocket socket;
  private @Nullable Future<?> lastBytesTimer;
  private long dialledNanos;
  private boolean established;
  private boolean over;

  // What the host's socket has for the container.
  private boolean readable;
  private boolean hungUp;
  private boolean urgent;
  private boolean inputEnded;
  private boolean waitsForRoom;
  private boolean scheduled;

  // What the container has for the host's socket.
  private boolean waitsForWritable;
  private @Nullable TopUp topUp; // since it had to wait first
  private boolean outputEnded;
  private int trafficClass;

  /** Makes a relay that has yet to {@link #dial}. */
  public TcpRelay(HostSockets sockets, RelayCounters counters, TcpFlow flow, HostAddress to) {
    this.sockets = sockets;
    this.counters = counters;
    this.flow = flow;
    this.trafficClass = flow.trafficClass();
    this.connector = new TcpConnector(sockets, to, trafficClass, this);
    this.isClients = false;
    this.owner = null;
    this.traffic = null;
  }

  /**
   * Makes a relay for a client's connection, which has yet to {@link #join} a flow.
   *
   * @param traffic where its bytes are counted as well
   */
  public TcpRelay(
      HostSockets sockets,
      RelayCounters counters,
      TrafficCounters traffic,
      HostSocket client,
      Owner owner) {
    this.sockets = sockets;
    this.counters = counters;
    this.isClients = true;
    this.owner = owner;
    this.traffic = traffic;
    this.socket = client;
  }

  /** Starts; the flow is accepted or refused before this returns, or later. */
  public void dial() {
    if (connector != null) {
      dialledNanos = sockets.nowNanos();
      connector.start();
    }
  }

  /**
   * Joins the client to the flow that was opened to the container for it, with this as its handler.
   */
  public void join(TcpFlow opened) {
    flow = opened;
    dialledNanos = sockets.nowNanos();
    HostSocket client = socket;
    if (client == null || !client.watch(this)) {
      socket = null;
      resetFlow();
    }
  }

  /** Cuts the connection on both sides. */
  public void cut() {
    stopLastBytes();
    HostSocket from = socket;
    socket = null;
    if (from != null) {
      from.reset();
    }
    resetFlow();
  }

  @Override
  public void onConnected(HostSocket connected, int events) {
    connector = null;
    if (!connected.watch(this)) {
      onConnectFailed(connected.errno());
      return;
    }
    counters.count(RelayCounter.TCP_CONNECTED);
    counters.connects().record(sockets.nowNanos() - dialledNanos);
    socket = connected;
    note(events);
    flow().accept();
  }

  @Override
  public void onConnectFailed(int errno) {
    connector = null;
    counters.count(RelayCounter.TCP_CONNECT_FAILED);
    over = true;
    if (flow().isLogged()) {
      flow().log("the host cannot connect: " + Errno.describe(errno));
    }
    flow().refuse(HostErrors.refusal(errno));
  }

  // ---- from the container ----

  @Override
  public void onEstablished() {
    established = true;
    if (isClients) {
      counters.forwardConnects().record(sockets.nowNanos() - dialledNanos);
    }
    readHost();
  }

  @Override
  public int onData(Buffer buffer, int at, int length) {
    HostSocket to = socket;
    if (to == null || outputEnded) {
      return length;
    }
    if (waitsForWritable) {
      return 0;
    }
    if (flow().trafficClass() != trafficClass) {
      trafficClass = flow().trafficClass();
      to.trafficClass(flow().guestAddress().isV4(), trafficClass);
    }
    int taken = to.send(buffer.address() + at, length);
    if (taken == HostSocket.FAILED) {
      sendFailed();
      return length;
    }
    if (taken < length) {
      waitForWritable();
    }
    counters.add(RelayCounter.TCP_BYTES_OUT, taken);
    if (traffic != null) {
      traffic.out(taken);
    }
    return taken;
  }

  private void waitForWritable() {
    waitsForWritable = true;
    if (topUp == null) {
      topUp = new Filling();
    }
    topUp.onFull();
  }

  /** Offers the container's bytes to the host's socket. */
  private final class Filling extends TopUp {
    @Override
    boolean isFull() {
      return waitsForWritable && socket != null;
    }

    @Override
    long fill() {
      long before = counters.get(RelayCounter.TCP_BYTES_OUT);
      waitsForWritable = false;
      flow().resume();
      long taken = counters.get(RelayCounter.TCP_BYTES_OUT) - before;
      if (taken > 0 || !waitsForWritable) {
        sockets.requestEmit();
      }
      return taken;
    }

    @Override
    void runAfter(long nanos) {
      var _ = sockets.loop().schedule(this, nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void onEnd() {
    outputEnded = true;
    HostSocket to = socket;
    if (to == null) {
      return;
    }
    if (inputEnded) { // nothing is left to be done with it, and closing ends the stream as well
      socket = null;
      to.close();
    } else if (!to.shutdownOutput()) {
      sendFailed();
    }
  }

  @Override
  public void onSendRoom() {
    waitsForRoom = false;
    schedule();
  }

  @Override
  public void onClosed(boolean reset) {
    if (connector != null) {
      connector.cancel();
    } else if (isClients && !established) {
      if (socket != null && owner != null && owner.onRefused(this)) {
        return;
      }
      counters.count(RelayCounter.FORWARD_TCP_FAILED);
    }
    stopLastBytes();
    finish();
    HostSocket from = socket;
    socket = null;
    if (from == null) {
      return;
    }
    if (reset) {
      from.reset();
    } else {
      from.close();
    }
  }

  // ---- from the host ----

  @Override
  public void onReady(int events) {
    note(events);
    if ((events & WRITABLE) != 0 && waitsForWritable) {
      waitsForWritable = false;
      if (topUp != null) {
        topUp.onTold();
      }
      flow().resume();
    }
    if (!established && isClients && (events & ERROR) != 0) {
      counters.count(RelayCounter.FORWARD_TCP_FAILED);
      cut(); // the client has gone before the container has answered
      return;
    }
    readHost();
    if (inputEnded && (events & ERROR) != 0 && socket != null && socket.takeError() != 0) {
      hostFailed(0);
    }
  }

  /** The rest of a turn's reading, or what room has come for. */
  @Override
  public void run() {
    scheduled = false;
    readHost();
    sockets.requestEmit();
  }

  private void note(int events) {
    // An error is found by reading up to it, so that no byte before it is lost.
    readable |= (events & (READABLE | HANG_UP | ERROR)) != 0;
    hungUp |= (events & (HANG_UP | ERROR)) != 0;
    urgent |= (events & URGENT) != 0;
  }

  /** Reads until the socket is empty, the container has no room or the turn's budget is spent. */
  private int readHost() {
    int total = 0;
    TcpFlow to = flow();
    while (readable && established && !inputEnded && !waitsForRoom && socket != null) {
      if (total >= READ_BUDGET_BYTES) {
        schedule();
        break;
      }
      long room = to.reserve();
      if (room == 0) {
        waitsForRoom = true;
        break;
      }
      int asked = to.reservedBytes();
      int received = socket.receive(room, asked);
      to.commit(Math.max(received, 0));
      if (received <= 0) {
        stopReading(received, total);
        break;
      }
      total += received;
      // Less than asked for: empty, and what comes makes an event; but an end already told does
      // not, and more may lie behind an urgent byte.
      readable = received == asked || hungUp || urgent;
    }
    counters.add(RelayCounter.TCP_BYTES_IN, total);
    if (traffic != null) {
      traffic.in(total);
    }
    return total;
  }

  private void stopReading(int received, int bytesBefore) {
    readable = false;
    urgent = false;
    if (received == HostSocket.END) {
      inputEnded = true;
      flow().shutdownOutput();
    } else if (received == HostSocket.FAILED) {
      hostFailed(bytesBefore);
    }
  }

  /** The host takes no more; what it said before that, such as why, still goes to the container. */
  private void sendFailed() {
    outputEnded = true;
    note(HANG_UP);
    int total = readHost();
    if (socket != null) {
      hostFailed(total);
    }
  }

  /**
   * Carries the host connection's failure to the container: at once, or when the bytes of this turn
   * have left.
   */
  private void hostFailed(int bytesBefore) {
    counters.count(RelayCounter.TCP_HOST_RESETS);
    if (!over && flow().isLogged()) {
      flow().log("the host's connection has failed");
    }
    if (socket != null) {
      socket.close();
      socket = null;
    }
    if (bytesBefore == 0) {
      resetFlow();
    } else {
      lastBytesTimer =
          sockets.loop().schedule(this::resetFlow, LAST_BYTES_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void resetFlow() {
    if (!over) {
      flow().reset();
      finish();
      sockets.requestEmit();
    }
  }

  private void finish() {
    over = true;
    if (owner != null) {
      owner.onOver(this);
    }
  }

  private TcpFlow flow() {
    return Objects.requireNonNull(flow);
  }

  private void schedule() {
    if (!scheduled && !over) {
      scheduled = true;
      sockets.loop().execute(this);
    }
  }

  private void stopLastBytes() {
    if (lastBytesTimer != null) {
      lastBytesTimer.cancel(false);
      lastBytesTimer = null;
    }
  }
}
