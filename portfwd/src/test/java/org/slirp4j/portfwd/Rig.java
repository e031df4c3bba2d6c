package org.slirp4j.portfwd;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.Emission;
import org.slirp4j.portfwd.config.GuestNetwork;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.config.RelayConfig;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.buffer.Buffers;

/** Relays on a real event loop, with fake flows in the place of a stack. */
final class Rig implements AutoCloseable {
  static final IpAddress GATEWAY = address("10.0.2.2");
  static final IpAddress DNS = address("10.0.2.3");
  static final IpAddress GUEST = address("10.0.2.100");
  static final IpAddress LOOPBACK = address("127.0.0.1");
  static final GuestNetwork NETWORK = GuestNetwork.v4(GATEWAY, DNS, address("10.0.2.0"), 24);
  static final GuestNetwork NETWORK_6 =
      new GuestNetwork(address("fd00::2"), address("fd00::3"), address("fd00::"), 64);

  static {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
  }

  final List<String> log = new CopyOnWriteArrayList<>();
  final AtomicInteger emissions = new AtomicInteger();
  final AtomicInteger emissionsAtOnce = new AtomicInteger();
  final Buffers buffers = Buffers.bounded(64, 256);
  final Relays relays;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final IoEventLoop loop = group.next();

  Rig() {
    this(config -> config);
  }

  Rig(UnaryOperator<RelayConfig> change) {
    RelayConfig plain =
        new RelayConfig(
            NETWORK,
            NETWORK_6,
            HostAccess.ALL,
            true,
            null,
            null,
            ResolverConfig.DEFAULT,
            HostLimits.DEFAULT);
    relays = new Relays(loop, change.apply(plain), buffers, new Emissions(), log::add);
  }

  /** Counts. */
  private final class Emissions implements Emission {
    @Override
    public void request() {
      emissions.incrementAndGet();
    }

    @Override
    public void now() {
      emissionsAtOnce.incrementAndGet();
    }
  }

  static Rig withAccess(HostAccess access) {
    return new Rig(c ->
        new RelayConfig(
            c.network(),
            c.network6(),
            access,
            c.dnsAlias(),
            c.outboundAddress(),
            c.outboundAddress6(),
            c.resolver(),
            c.limits()));
  }

  static Rig withoutDnsAlias() {
    return new Rig(c ->
        new RelayConfig(
            c.network(),
            c.network6(),
            c.hostAccess(),
            false,
            c.outboundAddress(),
            c.outboundAddress6(),
            c.resolver(),
            c.limits()));
  }

  static Rig withLimits(HostLimits limits) {
    return new Rig(c ->
        new RelayConfig(
            c.network(),
            c.network6(),
            c.hostAccess(),
            c.dnsAlias(),
            c.outboundAddress(),
            c.outboundAddress6(),
            c.resolver(),
            limits));
  }

  static Rig withResolver(ResolverConfig resolver) {
    return new Rig(c ->
        new RelayConfig(
            c.network(),
            c.network6(),
            c.hostAccess(),
            c.dnsAlias(),
            c.outboundAddress(),
            c.outboundAddress6(),
            resolver,
            c.limits()));
  }

  static Rig withOutbound(@Nullable IpAddress address, @Nullable IpAddress address6) {
    return new Rig(c ->
        new RelayConfig(
            c.network(),
            c.network6(),
            c.hostAccess(),
            c.dnsAlias(),
            address,
            address6,
            c.resolver(),
            c.limits()));
  }

  static IpAddress address(String text) {
    InetAddress parsed = InetAddress.ofLiteral(text);
    ByteBuffer bytes = ByteBuffer.wrap(parsed.getAddress());
    return parsed instanceof Inet4Address
        ? IpAddress.v4(bytes.getInt())
        : new IpAddress(bytes.getLong(), bytes.getLong());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Runs something on the loop's thread, which may be this one, and returns what it returns. */
  <T> T onLoop(Callable<T> action) {
    try {
      if (loop.inEventLoop()) {
        return action.call();
      }
      return loop.submit(action).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  void run(Runnable action) {
    onLoop(() -> {
      action.run();
      return true;
    });
  }

  /** Opens a TCP flow of the guest's, as a SYN would. */
  FakeTcpFlow openTcp(IpAddress peer, int port) {
    return openTcp(peer, port, 0);
  }

  /** The same with a SYN of a traffic class. */
  FakeTcpFlow openTcp(IpAddress peer, int port, int trafficClass) {
    FakeTcpFlow flow = new FakeTcpFlow(this, peer, port);
    flow.guestClass = trafficClass;
    run(() -> flow.attach(relays.onTcpOpen(flow)));
    return flow;
  }

  /** Opens a UDP flow of the guest's by IPv4. */
  FakeUdpFlow openUdp() {
    return openUdp(Family.V4);
  }

  /** Opens a UDP flow of the guest's. */
  FakeUdpFlow openUdp(Family family) {
    FakeUdpFlow flow = new FakeUdpFlow(this, family.guest());
    run(() -> flow.attach(relays.onUdpOpen(flow)));
    return flow;
  }

  FakeEchoFlow openEcho(IpAddress peer) {
    FakeEchoFlow flow = new FakeEchoFlow(this, peer);
    run(() -> flow.attach(relays.onEchoOpen(flow)));
    return flow;
  }

  long count(RelayCounter counter) {
    return onLoop(() -> relays.counters().get(counter));
  }

  int openSockets() {
    return onLoop(relays::openSockets);
  }

  @Override
  public void close() {
    run(relays::close);
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
