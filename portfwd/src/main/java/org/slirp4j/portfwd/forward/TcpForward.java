package org.slirp4j.portfwd.forward;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.Acceptor;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.splice.Splicer;
import org.slirp4j.portfwd.tcp.TcpRelay;
import org.slirp4j.tcpip.Downlink;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.TcpFlow;

/**
 * A forwarded TCP port: each connection to it becomes one to the container, spliced or over its
 * TAP.
 */
final class TcpForward implements Forward, Acceptor.Listener, TcpRelay.Owner {
  private final Forwards shared;
  private final Leg leg;
  private final Acceptor acceptor;
  private final Set<TcpRelay> relays = new HashSet<>();
  private final Set<SplicedClient> spliced = new HashSet<>();

  /** The ports of clients that may be led to the other family's address after all. */
  private final Map<TcpRelay, Integer> secondTries = new HashMap<>();

  private int nextPort;

  TcpForward(Forwards shared, Leg leg, HostSocket listening) {
    this.shared = shared;
    this.leg = leg;
    this.acceptor = new Acceptor(shared.servers(), listening, false, this);
  }

  @Override
  public boolean open() {
    Splicer splicer = shared.splicer();
    if (splicer != null && leg.path() == null) {
      splicer.expect(leg.guestAddress());
    }
    return acceptor.open();
  }

  @Override
  public void onConnection(HostSocket client, ServerSockets from) {
    shared.counters().count(RelayCounter.FORWARD_TCP_CLIENTS);
    client.passOn();
    if (leg.path() != null) {
      leadToPath(leg.path(), client, from);
      return;
    }
    Splicer splicer = shared.splices(leg, from.peerHigh(), from.peerLow(), spliced.size());
    if (splicer == null) {
      lead(
          client,
          new IpAddress(from.peerHigh(), from.peerLow()),
          from.peerPort(),
          from.trafficClassOf(client));
      return;
    }
    SplicedClient arrived = new SplicedClient(this, splicer, client, from);
    spliced.add(arrived);
    arrived.dial(leg.guestAddress(), leg.guestPort());
  }

  private void leadToPath(String path, HostSocket client, ServerSockets from) {
    PathDialer paths = shared.paths();
    if (paths == null) {
      refuse(client);
      return;
    }
    SplicedClient arrived = new SplicedClient(this, paths.splicer(), client, from);
    spliced.add(arrived);
    paths.dial(path, arrived);
  }

  /** Leads a client over the TAP. */
  void lead(HostSocket client, IpAddress peer, int peerPort, int trafficClass) {
    TcpRelay relay =
        new TcpRelay(shared.servers().sockets(), shared.counters(), leg.traffic(), client, this);
    IpAddress target = shared.targetFor(leg, peer.high(), peer.low());
    IpAddress seen = shared.seen().of(peer.high(), peer.low(), target);
    TcpFlow flow = connect(relay, target, seen, peerPort);
    if (flow == null) {
      refuse(client);
      return;
    }
    flow.trafficClass(trafficClass);
    relays.add(relay);
    if (!target.equals(leg.guestAddress())) {
      secondTries.put(relay, peerPort);
    }
    leg.traffic().opened();
    relay.join(flow);
  }

  // The service may be one of the other family alone. Better to lose the client's address than it.
  @Override
  public boolean onRefused(TcpRelay relay) {
    Integer port = secondTries.remove(relay);
    if (port == null) {
      return false;
    }
    IpAddress target = leg.guestAddress();
    TcpFlow flow = connect(relay, target, shared.seen().gatewayFor(target), port);
    if (flow == null) {
      return false;
    }
    relay.join(flow);
    return true;
  }

  /** Resets a client that nobody inside has an ear for. */
  void refuse(HostSocket client) {
    shared.counters().count(RelayCounter.FORWARD_TCP_FAILED);
    client.reset();
  }

  /** Tells whether there is no way to the target but from inside. */
  boolean isInsideOnly() {
    return Place.Inet.isLoopback(leg.guestAddress());
  }

  Leg leg() {
    return leg;
  }

  @Override
  public void onOver(TcpRelay relay) {
    secondTries.remove(relay);
    if (relays.remove(relay)) {
      leg.traffic().closed();
    }
  }

  /** Returns a number for a client whose bytes do not pass the stack. */
  long nextFlowId() {
    Downlink inside = shared.inside();
    return inside == null ? 0 : inside.nextFlowId();
  }

  /** Returns the loop's time. */
  long nowNanos() {
    return shared.servers().sockets().nowNanos();
  }

  /** A client has been connected to its service. */
  void onConnected(long nanos) {
    leg.traffic().opened();
    shared.counters().forwardConnects().record(nanos);
  }

  @Override
  public void listFlows(long now, Consumer<FlowInfo> to) {
    for (SplicedClient client : spliced) {
      to.accept(client.info(now));
    }
  }

  @Override
  public boolean hasFlows() {
    return !spliced.isEmpty();
  }

  /** A client is no longer on its way inside, or has left. */
  void onOver(SplicedClient client) {
    spliced.remove(client);
  }

  @Override
  public void close() {
    acceptor.close();
  }

  @Override
  public void cutAll() {
    for (TcpRelay relay : relays.toArray(TcpRelay[]::new)) {
      relay.cut();
    }
    for (SplicedClient client : spliced.toArray(SplicedClient[]::new)) {
      client.cut();
    }
  }

  private @Nullable TcpFlow connect(TcpRelay relay, IpAddress target, IpAddress seen, int ownPort) {
    long now = shared.servers().sockets().nowNanos();
    Downlink inside = isInsideOnly() ? null : shared.inside();
    int port = ownPort == 0 ? otherPort() : ownPort;
    for (int tries = 0; inside != null && tries < SeenAddresses.MAX_PORT_TRIES; tries++) {
      TcpFlow flow = inside.connect(target, leg.guestPort(), seen, port, relay, now);
      if (flow != null) {
        return flow;
      }
      port = otherPort();
    }
    return null;
  }

  private int otherPort() {
    int port = SeenAddresses.FIRST_PORT + nextPort;
    nextPort = (nextPort + 1) % SeenAddresses.PORTS;
    return port;
  }
}
