package org.slirp4j.portfwd;

import io.netty.channel.IoEventLoop;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.api.ApiServer;
import org.slirp4j.portfwd.api.ApiSocket;
import org.slirp4j.portfwd.auto.AutoFilter;
import org.slirp4j.portfwd.auto.AutoForwards;
import org.slirp4j.portfwd.auto.OwnPorts;
import org.slirp4j.portfwd.config.AddressPool;
import org.slirp4j.portfwd.config.Emission;
import org.slirp4j.portfwd.config.NameSource;
import org.slirp4j.portfwd.config.RelayConfig;
import org.slirp4j.portfwd.dns.DnsRelay;
import org.slirp4j.portfwd.dns.NameServers;
import org.slirp4j.portfwd.echo.EchoRelays;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.InsidePaths;
import org.slirp4j.portfwd.forward.ReverseForwards;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.DatagramWriter;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.LocalAddresses;
import org.slirp4j.portfwd.policy.Destinations;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.portfwd.policy.Route;
import org.slirp4j.portfwd.report.Log;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.portfwd.splice.InsideSockets;
import org.slirp4j.portfwd.splice.Splicer;
import org.slirp4j.portfwd.tcp.TcpRelay;
import org.slirp4j.portfwd.udp.UdpRelays;
import org.slirp4j.portfwd.zone.Zones;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tcpip.DeafTcpHandler;
import org.slirp4j.tcpip.Downlink;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Refusal;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffers;

/**
 * The way out for a stack: relays every flow that its container opens through sockets of the host.
 *
 * <p>All calls come on the loop's thread.
 */
public final class Relays implements Uplink, AutoCloseable {
  private final RelayCounters counters = new RelayCounters();
  private final HostSockets sockets;
  private final Destinations destinations;
  private final ErrorQueue errors = new ErrorQueue();
  private final NameServers nameServers;
  private final DnsRelay dns;
  private final UdpRelays udp;
  private final EchoRelays echo;
  private final RelayConfig config;
  private final DatagramReader reader;
  private @Nullable Forwards forwards;
  private @Nullable Downlink inside;
  private final Log log;
  private @Nullable ApiServer api;
  private @Nullable Zones zones;
  private @Nullable AutoForwards auto;
  private @Nullable Splicer splicer;
  private @Nullable Splicer pathSplicer;
  private @Nullable InsideSockets insideSockets;
  private @Nullable ReverseForwards reverse;
  private boolean closed;

  /**
   * Makes the relays of one stack. No system call is made before the first flow.
   *
   * @param loop whose thread the stack runs on
   * @param config addresses, policy and bounds
   * @param buffers the stack's pools
   * @param emission asked for when flows were changed outside of the stack's own calls
   * @param log takes lines for people
   */
  public Relays(IoEventLoop loop, RelayConfig config, Buffers buffers, Emission emission, Log log) {
    this.config = config;
    this.log = log;
    sockets =
        new HostSockets(
            loop,
            config.limits(),
            config.outboundAddress(),
            config.outboundAddress6(),
            emission,
            counters,
            log,
            System::nanoTime);
    destinations =
        new Destinations(
            config.network(),
            config.network6(),
            config.hostAccess(),
            config.dnsAlias(),
            new LocalAddresses(sockets));
    reader = new DatagramReader(buffers);
    nameServers = new NameServers(config.resolver(), System::nanoTime, log);
    dns =
        new DnsRelay(
            sockets, nameServers, config.resolver(), reader, buffers, destinations, counters);
    udp =
        new UdpRelays(
            sockets, destinations, dns, reader, new DatagramWriter(), errors, buffers, counters);
    echo = new EchoRelays(sockets, destinations, reader, errors, counters, log);
  }

  /** Keeps no more memory than is needed, between two turns of the loop. */
  public void rest() {
    reader.rest();
    udp.rest();
  }

  /**
   * Learns that the container has sent nothing more for now: its datagrams, which are collected
   * until then, leave. To be called after each batch of frames.
   */
  public void onBatchEnd() {
    udp.flush();
  }

  /** Says which stack these relays are the uplink of: the forwards lead into its container. */
  public void connect(Downlink stack) {
    inside = stack;
    if (forwards != null) {
      forwards.lead(stack);
    }
  }

  /** Returns the container's own DNS zones. Any thread. */
  public synchronized Zones zones() {
    Zones made = zones;
    if (made == null) {
      made = new Zones();
      zones = made;
      dns.zones(made);
    }
    return made;
  }

  /**
   * Says whom the container reaches otherwise. On the loop's thread.
   *
   * @param names knows their names, which the host's name servers do not
   * @param reserved their addresses, which mean nothing in the host's world
   */
  public void neighbours(NameSource names, AddressPool reserved) {
    dns.names(names);
    destinations.reserve(reserved);
  }

  /** Returns the ports of the host that lead to the container. Made with the first call. */
  public Forwards forwards() {
    Forwards made = forwards;
    if (made == null) {
      made = new Forwards(sockets, reader, errors, config, counters);
      udp.returnPath(made.returnPath());
      if (inside != null) {
        made.lead(inside);
      }
      if (splicer != null) {
        made.splice(splicer);
      }
      forwards = made;
    }
    return made;
  }

  /**
   * Says where paths of the container's are found: forwards may lead to its unix sockets from now
   * on. Called again when another process of the container shows them. They are closed with the
   * relays, and at once if those are closed.
   */
  public void reachPaths(InsidePaths paths) {
    if (closed) {
      paths.close();
      return;
    }
    Splicer way = pathSplicer;
    if (way == null) {
      way = new Splicer(sockets, counters, null);
      pathSplicer = way;
    }
    forwards().reachPaths(paths, way);
  }

  /**
   * Says where sockets in the container's namespace come from: forwards need not go over the TAP
   * any more. They are closed with the relays, and at once if those are closed. To be called once.
   */
  public void reachInside(InsideSockets sockets) {
    if (closed) {
      sockets.close();
      return;
    }
    Splicer made = new Splicer(this.sockets, counters, sockets);
    splicer = made;
    insideSockets = sockets;
    if (forwards != null) {
      forwards.splice(made);
    }
  }

  /**
   * Answers the clients of an API socket from now on, and removes it in the end.
   *
   * @param guest the container's address where a request names none
   */
  public void serve(ApiSocket socket, IpAddress guest) {
    Forwards served = forwards();
    served.guests(guest, null);
    ApiServer server = new ApiServer(socket, served.servers(), served, guest, counters);
    if (server.open()) {
      api = server;
    }
  }

  /**
   * Returns the ports inside that lead to services of the host. Made with the first call.
   *
   * @throws ForwardException when no sockets can be made inside: {@link #reachInside}
   */
  public ReverseForwards reverse() throws ForwardException {
    ReverseForwards made = reverse;
    if (made == null) {
      Splicer way = splicer;
      InsideSockets source = insideSockets;
      if (way == null || source == null) {
        throw outOfReach();
      }
      LongSupplier flowIds = () -> inside == null ? 0 : inside.nextFlowId();
      made = new ReverseForwards(sockets, source, way, reader, errors, counters, flowIds);
      reverse = made;
    }
    return made;
  }

  /**
   * Forwards what the container listens on by itself from now on, in the place of what was
   * forwarded so before.
   *
   * @param filter which ports
   * @param listener is told what is done
   * @throws ForwardException when no sockets can be made inside: {@link #reachInside}
   */
  public void startAuto(AutoFilter filter, AutoForwards.Listener listener) throws ForwardException {
    InsideSockets source = insideSockets;
    if (source == null) {
      throw outOfReach();
    }
    OwnPorts own = (isUdp, port) -> reverse != null && reverse.has(isUdp, port);
    int fd;
    try {
      fd = AutoForwards.diagSocket(source);
    } catch (SystemCallException e) {
      throw new ForwardException(Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
    stopAuto();
    AutoForwards made = new AutoForwards(fd, sockets, forwards(), filter, own, listener, log);
    auto = made;
    made.start();
  }

  private static ForwardException outOfReach() {
    return new ForwardException(
        Kind.UNAVAILABLE,
        "the container's namespace cannot be entered: no sockets can be made there");
  }

  /** Takes the automatic forwards away. */
  public void stopAuto() {
    if (auto != null) {
      auto.close();
      auto = null;
    }
  }

  /** Returns the automatic forwards, or null when there are none. */
  public @Nullable AutoForwards auto() {
    return auto;
  }

  @Override
  public TcpHandler onTcpOpen(TcpFlow flow) {
    counters.count(RelayCounter.TCP_FLOWS);
    IpAddress peer = flow.peerAddress();
    int port = flow.peerPort();
    Route route = destinations.route(peer.high(), peer.low(), port);
    return switch (route) {
      case DIRECT -> dial(flow, new HostAddress(peer, port, 0));
      case HOST_LOOPBACK -> dial(flow, new HostAddress(Loopback.sameFamilyAs(peer), port, 0));
      case NAME_SERVERS -> dns.open(flow);
      case NOWHERE -> {
        flow.refuse(Refusal.SILENCE); // the stack itself drops such a SYN
        yield new DeafTcpHandler();
      }
      case NET_UNREACHABLE, HOST_UNREACHABLE, PORT_UNREACHABLE -> {
        counters.count(RelayCounter.PROHIBITED);
        flow.refuse(route.refusal());
        yield new DeafTcpHandler();
      }
    };
  }

  @Override
  public UdpHandler onUdpOpen(UdpFlow flow) {
    return udp.open(flow);
  }

  @Override
  public EchoHandler onEchoOpen(EchoFlow flow) {
    return echo.open(flow);
  }

  @Override
  public List<String> searchDomains() {
    return nameServers.searchDomains();
  }

  /** Returns what was counted. */
  public RelayCounters counters() {
    return counters;
  }

  /** Hands out what there is to tell of flows whose bytes do not pass the stack. */
  public void listFlows(long now, Consumer<FlowInfo> to) {
    if (forwards != null) {
      forwards.listFlows(now, to);
    }
    if (reverse != null) {
      reverse.listFlows(now, to);
    }
  }

  /** Returns how many host sockets are open. */
  public int openSockets() {
    return sockets.open();
  }

  /**
   * Ends everything, because the container is gone: first the host's ports are given back, for
   * whoever waits for them, then host connections are reset. Flows that are still there get no
   * answer any more; none may be opened.
   */
  @Override
  public void close() {
    closed = true;
    try {
      stopAuto();
      if (reverse != null) {
        reverse.close();
      }
      if (forwards != null) {
        forwards.close();
      }
      if (api != null) {
        api.close();
      }
      dns.close();
    } finally {
      sockets.resetAll();
      if (splicer != null) {
        splicer.close();
      }
      if (pathSplicer != null) {
        pathSplicer.close();
      }
    }
  }

  private TcpHandler dial(TcpFlow flow, HostAddress to) {
    TcpRelay relay = new TcpRelay(sockets, counters, flow, to);
    relay.dial();
    return relay;
  }
}
