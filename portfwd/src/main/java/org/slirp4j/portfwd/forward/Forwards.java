package org.slirp4j.portfwd.forward;

import static org.slirp4j.portfwd.forward.SourceAddress.FAST;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.RelayConfig;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.portfwd.report.TrafficCounters;
import org.slirp4j.portfwd.splice.Splicer;
import org.slirp4j.portfwd.udp.ReturnPath;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.UnixListener;
import org.slirp4j.tapdev.libc.SocketCalls;
import org.slirp4j.tcpip.Downlink;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;

/** The ports of the host that lead to the container. All calls come on the loop's thread. */
public final class Forwards implements AutoCloseable {
  /** Most sockets of forwards at a time: each port of a rule holds one, or one of either family. */
  public static final int MAX_FORWARDS = 4_096;

  private static final int UNIX_TYPE = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_NONBLOCK;

  /** The container's address in its network where nobody says otherwise: slirp4netns's. */
  private static final int GUEST = 100;

  /**
   * Most ports of one rule: some 50 ms of system calls, during which the loop does nothing else.
   */
  public static final int MAX_PORTS_PER_RULE = 1_024;

  /**
   * A rule that is there.
   *
   * @param id its number, never used twice
   * @param rule what leads where, with the port that the kernel has chosen
   * @param source who asked for it, such as {@code api} or {@code auto}
   * @param traffic what it has carried so far; changes
   */
  public record Entry(int id, ForwardRule rule, String source, TrafficCounters traffic) {}

  private final ServerSockets servers;
  private final SecondSockets secondSockets;
  private final SeenAddresses seen;
  private final RelayCounters counters;
  private final UdpForwards udp;
  private final OpenRules rules = new OpenRules("forward", MAX_FORWARDS, MAX_PORTS_PER_RULE);
  private @Nullable Downlink inside;
  private @Nullable Splicer splicer;
  private @Nullable PathDialer paths;
  private boolean fast;
  private IpAddress guest;
  private @Nullable IpAddress guest6;

  /**
   * Makes an empty set. For this module.
   *
   * @param sockets among which the forwards' sockets count
   * @param reader receives datagrams
   * @param errors reads what became of those that were sent
   */
  @SuppressWarnings("exports")
  public Forwards(
      HostSockets sockets,
      DatagramReader reader,
      ErrorQueue errors,
      RelayConfig config,
      RelayCounters counters) {
    this.servers = new ServerSockets(sockets);
    this.secondSockets = new SecondSockets(sockets);
    this.seen = new SeenAddresses(config.network(), config.network6());
    this.guest = IpAddress.v4(config.network().prefix().v4Bits() + GUEST);
    this.counters = counters;
    this.udp = new UdpForwards(reader, errors);
  }

  /** Says which container the forwards lead to. Before that, clients are reset. */
  public void lead(Downlink container) {
    inside = container;
  }

  /**
   * Says which addresses the container has, where rules do not.
   *
   * @param address6 null: the one that its packets tell of
   */
  public void guests(IpAddress address, @Nullable IpAddress address6) {
    guest = address;
    guest6 = address6;
  }

  /** Returns the container's IPv4 address where rules do not say otherwise. */
  public IpAddress guest() {
    return guest;
  }

  /** Returns its IPv6 address, or null when none is known. */
  public @Nullable IpAddress guest6() {
    return guest6 != null || inside == null ? guest6 : inside.guest6();
  }

  /** Tells whether an address is one that the container may have in its network. */
  public boolean isInGuestNetwork(long high, long low) {
    return seen.isInNetwork(high, low);
  }

  /** Says how connections are made that skip the TAP. Before that, none are. For this module. */
  @SuppressWarnings("exports")
  public void splice(Splicer way) {
    splicer = way;
    for (Entry each : entries()) {
      if (each.rule().target() instanceof Place.Inet to) {
        way.expect(targetOf(to));
      }
    }
  }

  /**
   * Says how unix sockets of the container's are reached. Before that, rules that lead to one are
   * refused. For this module.
   *
   * @param inside finds the files
   * @param way moves the bytes
   */
  @SuppressWarnings("exports")
  public void reachPaths(InsidePaths inside, Splicer way) {
    if (paths == null) {
      paths = new PathDialer(way, inside);
    } else {
      paths.look(inside);
    }
  }

  /** Says whether speed is preferred to the client's address by rules that leave it open. */
  public void preferSpeed(boolean preferred) {
    fast = preferred;
  }

  /**
   * Opens a rule's ports: all of them, or none.
   *
   * @param source who asks for it
   * @return the rule as it is now, with an id that is greater than all before it
   * @throws ForwardException when it cannot be had
   */
  public Entry add(ForwardRule rule, String source) throws ForwardException {
    check(rule);
    TrafficCounters traffic = new TrafficCounters();
    ForwardRule made = rule;
    List<Forward> forwards;
    if (rule.listen() instanceof Place.Inet from) {
      Sockets sockets = new Sockets(servers);
      sockets.bind(from, at -> firstLeg(rule, from, at, traffic));
      forwards = sockets.open(this::forward);
      made = sockets.withChosenPort(rule, from);
    } else {
      forwards = List.of(listen((Place.Unix) rule.listen(), rule, traffic));
    }
    return rules.add(made, source, traffic, forwards);
  }

  /**
   * Closes a rule's ports.
   *
   * @param cutClients whether connections that came by it are cut as well
   * @return false when there is none with this id
   */
  public boolean remove(int id, boolean cutClients) {
    boolean removed = rules.remove(id, cutClients);
    if (removed && cutClients) {
      servers.sockets().requestEmit();
    }
    return removed;
  }

  /** Returns all forwards, in the order in which they were added. */
  public List<Entry> entries() {
    return rules.entries();
  }

  /** Hands out what there is to tell of clients whose bytes do not pass the stack. */
  public void listFlows(long now, Consumer<FlowInfo> to) {
    rules.listFlows(now, to);
  }

  /** Closes all ports; connections that came by them stay. */
  @Override
  public void close() {
    rules.close();
    if (paths != null) {
      paths.close();
    }
  }

  /** Returns what makes and takes the sockets of others' connections. */
  @SuppressWarnings("exports")
  public ServerSockets servers() {
    return servers;
  }

  /** Returns what is to be offered the datagrams of the container's, for the forwards' clients. */
  @SuppressWarnings("exports")
  public ReturnPath returnPath() {
    return udp;
  }

  SeenAddresses seen() {
    return seen;
  }

  RelayCounters counters() {
    return counters;
  }

  @Nullable Downlink inside() {
    return inside;
  }

  @Nullable PathDialer paths() {
    return paths;
  }

  @Nullable Splicer splicer() {
    return splicer;
  }

  /**
   * Returns what splices a client's connection, or null when it is to go over the TAP, because the
   * container is to see the client's address, or for want of another way.
   *
   * @param spliced how many clients of the same forward are spliced already
   */
  @Nullable Splicer splices(Leg leg, long peerHigh, long peerLow, int spliced) {
    if (Place.Inet.isLoopback(leg.guestAddress())) {
      return splicer;
    }
    boolean preferred = leg.source() == SourceAddress.DEFAULT ? fast : leg.source() == FAST;
    boolean isWanted = preferred || Loopback.leadsTo(peerHigh, peerLow); // not answerable anyway
    return isWanted && splicer != null && secondSockets.grants(spliced) ? splicer : null;
  }

  private boolean reachesLoopback(ForwardRule rule) {
    return splicer != null && rule.protocol() == Protocol.TCP;
  }

  private void check(ForwardRule rule) throws ForwardException {
    rules.check(rule);
    if (rule.target() instanceof Place.Unix && paths == null) {
      throw new ForwardException(
          Kind.UNAVAILABLE,
          rule + ": paths inside can be seen only in a container whose process is known");
    }
    if (rule.target() instanceof Place.Inet to && to.address() != null) {
      check(rule, to.address());
    }
  }

  private void check(ForwardRule rule, IpAddress target) throws ForwardException {
    if (!seen.hasFamilyOf(target)) {
      throw new ForwardException(
          Kind.UNAVAILABLE, "the container has no IPv6; start with --enable-ipv6");
    }
    if (Place.Inet.isLoopback(target) && !reachesLoopback(rule)) {
      throw new ForwardException(
          Kind.UNAVAILABLE,
          rule + ": the container's loopback cannot be reached by its network interface");
    }
  }

  private Leg firstLeg(
      ForwardRule rule, Place.Inet from, IpAddress hostAddress, TrafficCounters traffic) {
    IpAddress address = Loopback.V4;
    int port = 0;
    String path = null;
    if (rule.target() instanceof Place.Inet inside) {
      address = targetOf(inside);
      port = inside.ports().first();
    } else {
      path = ((Place.Unix) rule.target()).path();
    }
    int hostPort = from.ports().first();
    return new Leg(
        rule.protocol(),
        hostAddress,
        from.device(),
        hostPort,
        address,
        port,
        rule.target() instanceof Place.Inet to && to.address() == null,
        path,
        rule.source(),
        traffic);
  }

  private Forward listen(Place.Unix from, ForwardRule rule, TrafficCounters traffic)
      throws ForwardException {
    UnixListener file;
    try {
      file = UnixListener.bind(from.path(), UNIX_TYPE, ServerSockets.BACKLOG);
    } catch (SystemCallException e) {
      throw Failures.of(e);
    }
    Place.Inet nowhere = Place.Inet.of(Loopback.V4, 0);
    Leg leg = firstLeg(rule, nowhere, Loopback.V4, traffic);
    HostSocket socket = servers.adopt(file.fd());
    Forward forward = new UnixForward(this, leg, file, socket);
    if (!forward.open()) {
      forward.close();
      throw Failures.of(leg, socket.errno());
    }
    return forward;
  }

  private IpAddress targetOf(Place.Inet to) {
    IpAddress address = to.address();
    return address == null ? guest : address;
  }

  /**
   * Returns where a client is led over the TAP: to the part's own target; or, if that may be of any
   * family and the container is of the client's too, to where it sees the client's address.
   */
  IpAddress targetFor(Leg leg, long high, long low) {
    IpAddress own = leg.guestAddress();
    if (!leg.anyFamily() || IpAddress.isV4(high, low) == own.isV4()) {
      return own;
    }
    IpAddress other = guest6();
    return other != null && seen.of(high, low, other).equals(high, low) ? other : own;
  }

  private Forward forward(Leg leg, HostSocket socket) {
    return leg.protocol() == Protocol.TCP
        ? new TcpForward(this, leg, socket)
        : new UdpForward(this, udp, leg, socket);
  }
}
