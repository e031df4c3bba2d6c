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
  private final ForwardSpec spec;
  private final Acceptor acceptor;
  private final Set<TcpRelay> relays = new HashSet<>();
  private int nextPort;

  TcpForward(Forwards shared, ForwardSpec spec, HostSocket listening) {
    this.shared = shared;
    this.spec = spec;
    this.acceptor = new Acceptor(shared.servers(), listening, false, this);
  }

  /** Starts taking clients; false when the loop takes no more sockets. */
  boolean open() {
    return acceptor.open();
  }

  @Override
  public void onConnection(HostSocket client, ServerSockets from) {
    shared.counters().count(RelayCounter.FORWARD_TCP_CLIENTS);
    client.passOn();
    HostSockets sockets = from.sockets();
    TcpRelay relay = new TcpRelay(sockets, shared.counters(), client, this);
    IpAddress seen = shared.seen().of(from.peerHigh(), from.peerLow(), spec.guestAddress());
    TcpFlow flow = connect(relay, seen, from.peerPort(), sockets.nowNanos());
    if (flow == null) {
      shared.counters().count(RelayCounter.FORWARD_TCP_FAILED);
      client.reset();
      return;
    }
    flow.trafficClass(from.trafficClassOf(client));
    relays.add(relay);
    relay.join(flow);
  }

  @Override
  public void onOver(TcpRelay relay) {
    relays.remove(relay);
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
      TcpFlow flow = inside.connect(spec.guestAddress(), spec.guestPort(), seen, port, relay, now);
      if (flow != null) {
        return flow;
      }
      port = SeenAddresses.FIRST_PORT + nextPort;
      nextPort = (nextPort + 1) % SeenAddresses.PORTS;
    }
    return null;
  }
}
