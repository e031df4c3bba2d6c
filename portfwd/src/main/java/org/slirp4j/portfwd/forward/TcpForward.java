package org.slirp4j.portfwd.forward;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.Acceptor;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.tcp.TcpRelay;
import org.slirp4j.tcpip.Downlink;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.TcpFlow;

/** A forwarded TCP port: each connection to it becomes one to the container. */
final class TcpForward implements Forward, Acceptor.Listener, TcpRelay.Owner {
  private final Forwards shared;
  private final Leg leg;
  private final Acceptor acceptor;
  private final Set<TcpRelay> relays = new HashSet<>();
  private int nextPort;

  TcpForward(Forwards shared, Leg leg, HostSocket listening) {
    this.shared = shared;
    this.leg = leg;
    this.acceptor = new Acceptor(shared.servers(), listening, false, this);
  }

  @Override
  public boolean open() {
    return acceptor.open();
  }

  @Override
  public void onConnection(HostSocket client, ServerSockets from) {
    shared.counters().count(RelayCounter.FORWARD_TCP_CLIENTS);
    client.passOn();
    HostSockets sockets = from.sockets();
    TcpRelay relay = new TcpRelay(sockets, shared.counters(), leg.traffic(), client, this);
    IpAddress seen = shared.seen().of(from.peerHigh(), from.peerLow(), leg.guestAddress());
    TcpFlow flow = connect(relay, seen, from.peerPort(), sockets.nowNanos());
    if (flow == null) {
      shared.counters().count(RelayCounter.FORWARD_TCP_FAILED);
      client.reset();
      return;
    }
    flow.trafficClass(from.trafficClassOf(client));
    relays.add(relay);
    leg.traffic().opened();
    relay.join(flow);
  }

  @Override
  public void onOver(TcpRelay relay) {
    if (relays.remove(relay)) {
      leg.traffic().closed();
    }
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
  }

  private @Nullable TcpFlow connect(TcpRelay relay, IpAddress seen, int ownPort, long now) {
    Downlink inside = shared.inside();
    int port = ownPort;
    for (int tries = 0; inside != null && tries < SeenAddresses.MAX_PORT_TRIES; tries++) {
      TcpFlow flow = inside.connect(leg.guestAddress(), leg.guestPort(), seen, port, relay, now);
      if (flow != null) {
        return flow;
      }
      port = SeenAddresses.FIRST_PORT + nextPort;
      nextPort = (nextPort + 1) % SeenAddresses.PORTS;
    }
    return null;
  }
}
