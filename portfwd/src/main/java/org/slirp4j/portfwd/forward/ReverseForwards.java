package org.slirp4j.portfwd.forward;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slirp4j.portfwd.forward.ForwardException.Kind;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ReplyWriter;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.portfwd.report.TrafficCounters;
import org.slirp4j.portfwd.splice.InsideSockets;
import org.slirp4j.portfwd.splice.Splicer;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;

/**
 * The ports inside the container that lead to services of the host. All calls come on the loop's
 * thread.
 *
 * <p>Rules are the same as for {@link Forwards}, read the other way round: clients come inside, at
 * 127.0.0.1 where the rule does not say otherwise, and are led to an address of the host's world,
 * 127.0.0.1 again, or to a unix socket of the host's.
 */
public final class ReverseForwards implements AutoCloseable {
  /** Most sockets of these forwards at a time. */
  public static final int MAX_SOCKETS = 1_024;

  /** Most ports of one rule: each costs a quarter of a millisecond, to enter the namespace. */
  public static final int MAX_PORTS_PER_RULE = 256;

  private final ServerSockets servers;
  private final Splicer splicer;
  private final RelayCounters counters;
  private final LongSupplier flowIds;
  private final DatagramReader reader;
  private final ErrorQueue errors;
  private final ReplyWriter writer = new ReplyWriter();
  private final OpenRules rules = new OpenRules("reverse forward", MAX_SOCKETS, MAX_PORTS_PER_RULE);
  int sessions;

  /**
   * Makes an empty set. For this module.
   *
   * @param inside makes the sockets that wait inside; not closed with this
   * @param reader receives datagrams
   * @param errors reads what became of those that were sent
   * @param flowIds numbers the clients
   */
  @SuppressWarnings("exports")
  public ReverseForwards(
      HostSockets sockets,
      InsideSockets inside,
      Splicer splicer,
      DatagramReader reader,
      ErrorQueue errors,
      RelayCounters counters,
      LongSupplier flowIds) {
    this.servers = new ServerSockets(sockets, new InsideMaker(sockets, inside));
    this.splicer = splicer;
    this.reader = reader;
    this.errors = errors;
    this.counters = counters;
    this.flowIds = flowIds;
  }

  /**
   * Opens a rule's ports inside: all of them, or none.
   *
   * @param source who asks for it
   * @return the rule as it is now, with an id that is greater than all before it
   * @throws ForwardException when it cannot be had
   */
  public Forwards.Entry add(ForwardRule rule, String source) throws ForwardException {
    ForwardRule whole = completed(rule);
    Place.Inet from = check(whole);
    TrafficCounters traffic = new TrafficCounters();
    Sockets made = new Sockets(servers);
    made.bind(from, at -> leg(whole, from, at, traffic));
    List<Forward> forwards = made.open((leg, socket) -> forward(leg, whole.target(), socket));
    return rules.add(made.withChosenPort(whole, from), source, traffic, forwards);
  }

  /**
   * Closes a rule's ports.
   *
   * @param cutClients whether connections that came by it are cut as well
   * @return false when there is none with this id
   */
  public boolean remove(int id, boolean cutClients) {
    return rules.remove(id, cutClients);
  }

  /** Returns all of them, in the order in which they were added. */
  public List<Forwards.Entry> entries() {
    return rules.entries();
  }

  /** Hands out what there is to tell of the clients. */
  public void listFlows(long now, Consumer<FlowInfo> to) {
    rules.listFlows(now, to);
  }

  /**
   * Tells whether a port is open inside by a rule, to more than the container's loopback: such a
   * port must not be led in again from outside.
   */
  public boolean has(boolean isUdp, int port) {
    for (Forwards.Entry each : entries()) {
      ForwardRule rule = each.rule();
      if (rule.listen() instanceof Place.Inet at
          && (rule.protocol() == Protocol.UDP) == isUdp
          && at.ports().first() <= port
          && port <= at.ports().last()
          && (at.address() == null || !Place.Inet.isLoopback(at.address()))) {
        return true;
      }
    }
    return false;
  }

  /** Closes all ports; connections that came by them stay. */
  @Override
  public void close() {
    rules.close();
  }

  ServerSockets servers() {
    return servers;
  }

  Splicer splicer() {
    return splicer;
  }

  RelayCounters counters() {
    return counters;
  }

  /** Returns the flow of a client that has come just now. */
  ClientFlow flow(Leg leg, long clientHigh, long clientLow, int clientPort) {
    IpAddress client = new IpAddress(clientHigh, clientLow);
    long now = servers.sockets().nowNanos();
    return new ClientFlow(flowIds.getAsLong(), leg, client, clientPort, now);
  }

  DatagramReader reader() {
    return reader;
  }

  ErrorQueue errors() {
    return errors;
  }

  ReplyWriter writer() {
    return writer;
  }

  /** Returns the rule with the addresses that it leaves out. */
  private static ForwardRule completed(ForwardRule rule) {
    Place listen = rule.listen();
    Place target = rule.target();
    if (listen instanceof Place.Inet at && at.address() == null && at.device() == null) {
      // The container's own programs alone, as its own services at loopback would be.
      listen = new Place.Inet(Loopback.V4, null, at.ports());
    }
    if (target instanceof Place.Inet to && to.address() == null) {
      target = new Place.Inet(Loopback.V4, null, to.ports());
    }
    return new ForwardRule(rule.protocol(), listen, target, rule.source());
  }

  private Place.Inet check(ForwardRule rule) throws ForwardException {
    if (!(rule.listen() instanceof Place.Inet from)) {
      throw new ForwardException(
          Kind.UNAVAILABLE,
          rule + ": no unix socket can be made inside from out here; share the host's by a mount");
    }
    rules.check(rule);
    return from;
  }

  private static Leg leg(ForwardRule rule, Place.Inet from, IpAddress at, TrafficCounters traffic) {
    // A unix socket has neither: the target says what is dialled then.
    Place.Inet to = rule.target() instanceof Place.Inet inet ? inet : Place.Inet.of(null, 0);
    IpAddress address = to.address() == null ? Loopback.V4 : to.address();
    int port = to.ports().first();
    return new Leg(
        rule.protocol(),
        at,
        from.device(),
        from.ports().first(),
        address,
        port,
        false,
        null,
        rule.source(),
        traffic);
  }

  private Forward forward(Leg leg, Place target, HostSocket socket) {
    if (leg.protocol() == Protocol.UDP) {
      return new ReverseUdp(this, leg, socket);
    }
    return new ReverseTcp(
        this, leg, target instanceof Place.Unix unix ? unix.path() : null, socket);
  }
}
