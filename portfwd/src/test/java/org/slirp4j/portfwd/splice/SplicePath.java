package org.slirp4j.portfwd.splice;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.host.Acceptor;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tcpip.IpAddress;

/** Ports of this host whose clients are all spliced to a service inside. */
final class SplicePath implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  final RelayCounters counters = new RelayCounters();
  final AtomicInteger withoutSocket = new AtomicInteger();
  final AtomicLong forth = new AtomicLong();
  final AtomicLong back = new AtomicLong();
  final Set<SpliceRelay> relays = ConcurrentHashMap.newKeySet();

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final IoEventLoop loop = group.next();
  private final HostSockets sockets =
      new HostSockets(
          loop, HostLimits.DEFAULT, null, null, () -> {}, counters, line -> {}, System::nanoTime);
  final Splicer splicer;

  SplicePath(@Nullable InsideSockets inside) {
    splicer = onLoop(() -> new Splicer(sockets, counters, inside));
  }

  static IpAddress address(InetAddress from) {
    ByteBuffer bytes = ByteBuffer.wrap(from.getAddress());
    return from instanceof Inet4Address
        ? IpAddress.v4(bytes.getInt())
        : new IpAddress(bytes.getLong(), bytes.getLong());
  }

  <T> T onLoop(Callable<T> action) {
    try {
      return loop.submit(action).get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  long count(RelayCounter counter) {
    return onLoop(() -> counters.get(counter));
  }

  int openSockets() {
    return onLoop(sockets::open);
  }

  int pipes() {
    return onLoop(() -> splicer.pipes().count());
  }

  /** Opens a port of 127.0.0.1 that leads to a service; returns it. */
  int leadTo(InetAddress service, int port) {
    return onLoop(() -> {
      ServerSockets servers = new ServerSockets(sockets);
      HostSocket listening =
          Objects.requireNonNull(
              servers.listen(address(InetAddress.ofLiteral("127.0.0.1")), 0, null));
      new Acceptor(
              servers,
              listening,
              false,
              (client, from) -> new Arrival(client).dial(address(service), port))
          .open();
      splicer.expect(address(service));
      return portOf(listening);
    });
  }

  private static int portOf(HostSocket listening) {
    return new io.netty.channel.unix.Socket(listening.number()).localAddress().getPort();
  }

  /** Connects to a port; what never comes is not waited for without end. */
  static Socket client(int port) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  /** Ends the loop with everything on it. */
  @Override
  public void close() {
    onLoop(() -> {
      sockets.resetAll();
      splicer.close();
      return true;
    });
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Arrival implements Splicer.Outcome, SpliceRelay.Owner {
    private final HostSocket client;

    Arrival(HostSocket client) {
      this.client = client;
      client.passOn();
    }

    void dial(IpAddress service, int port) {
      splicer.dial(service, port, this);
    }

    @Override
    public void onConnected(HostSocket inside, int events) {
      SpliceRelay relay = new SpliceRelay(splicer, client, inside, this);
      relays.add(relay);
      relay.start(events);
    }

    @Override
    public void onFailed(int errno) {
      client.reset();
    }

    @Override
    public void onNoSocket() {
      withoutSocket.incrementAndGet();
      client.reset();
    }

    @Override
    public void onMoved(boolean isForth, int bytes) {
      (isForth ? forth : back).addAndGet(bytes);
    }

    @Override
    public void onOver(SpliceRelay relay) {
      relays.remove(relay);
    }
  }
}
