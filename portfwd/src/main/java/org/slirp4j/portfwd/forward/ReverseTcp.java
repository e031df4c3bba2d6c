package org.slirp4j.portfwd.forward;

import io.netty.util.concurrent.Future;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.Acceptor;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.portfwd.splice.SpliceRelay;
import org.slirp4j.portfwd.tcp.TcpConnector;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.FlowInfo;

/** A TCP port inside: each connection to it becomes one to a service of the host. */
final class ReverseTcp implements Forward, Acceptor.Listener {
  /** A unix socket whose queue is full is tried again after this, then after twice that. */
  private static final long RETRY_MILLIS = 5;

  /** Up to some six seconds in all. */
  private static final int MAX_TRIES = 50;

  private final ReverseForwards shared;
  private final Leg leg;
  private final @Nullable String path;
  private final Acceptor acceptor;
  private final Set<Connection> connections = new HashSet<>();

  /**
   * Makes one.
   *
   * @param path the unix socket that it leads to, or null: it leads to the leg's address
   */
  ReverseTcp(ReverseForwards shared, Leg leg, @Nullable String path, HostSocket listening) {
    this.shared = shared;
    this.leg = leg;
    this.path = path;
    this.acceptor = new Acceptor(shared.servers(), listening, false, this);
  }

  @Override
  public boolean open() {
    return acceptor.open();
  }

  @Override
  public void close() {
    acceptor.close();
  }

  @Override
  public void cutAll() {
    for (Connection connection : connections.toArray(Connection[]::new)) {
      connection.cut();
    }
  }

  @Override
  public void listFlows(long now, Consumer<FlowInfo> to) {
    for (Connection connection : connections) {
      to.accept(connection.flow.info(connection.relay == null ? "DIALLING" : "SPLICED", now));
    }
  }

  @Override
  public boolean hasFlows() {
    return !connections.isEmpty();
  }

  @Override
  public void onConnection(HostSocket client, ServerSockets from) {
    shared.counters().count(RelayCounter.REVERSE_TCP_CLIENTS);
    client.passOn();
    ClientFlow flow = shared.flow(leg, from.peerHigh(), from.peerLow(), from.peerPort());
    Connection connection = new Connection(client, flow);
    connections.add(connection);
    connection.dial();
  }

  /** A client inside and the host's service: dialling, then spliced, then over. */
  private final class Connection implements TcpConnector.Outcome, SpliceRelay.Owner {
    private final HostSocket client;
    private final ClientFlow flow;
    private @Nullable TcpConnector connector;
    private @Nullable SpliceRelay relay;
    private @Nullable Future<?> waits;
    private int tries;

    Connection(HostSocket client, ClientFlow flow) {
      this.client = client;
      this.flow = flow;
    }

    void dial() {
      HostSockets sockets = shared.servers().sockets();
      if (path != null) {
        dialUnix(sockets, path);
        return;
      }
      HostAddress to = new HostAddress(leg.guestAddress(), leg.guestPort(), 0);
      connector = new TcpConnector(sockets, to, 0, this);
      connector.start();
    }

    private void dialUnix(HostSockets sockets, String path) {
      waits = null;
      HostSocket service = sockets.unixStreamTo(path);
      if (service != null) {
        onConnected(service, 0);
      } else if (sockets.errno() == Errno.EAGAIN && ++tries < MAX_TRIES) {
        // No event tells when there is room among those who wait for the service.
        waits =
            sockets
                .loop()
                .schedule(
                    () -> dialUnix(sockets, path), RETRY_MILLIS * tries, TimeUnit.MILLISECONDS);
      } else {
        onConnectFailed(sockets.errno());
      }
    }

    void cut() {
      if (waits != null) {
        waits.cancel(false);
      }
      if (relay != null) {
        relay.cut();
        return;
      }
      if (connector != null) {
        connector.cancel();
      }
      end();
    }

    @Override
    public void onConnected(HostSocket service, int events) {
      connector = null;
      relay = new SpliceRelay(shared.splicer(), client, service, this);
      relay.start(events);
    }

    @Override
    public void onConnectFailed(int errno) {
      shared.counters().count(RelayCounter.REVERSE_TCP_FAILED);
      end();
    }

    @Override
    public void onMoved(boolean forth, int bytes) {
      if (forth) {
        flow.sent(bytes);
      } else {
        flow.got(bytes);
      }
    }

    @Override
    public void onOver(SpliceRelay over) {
      forget();
    }

    private void end() {
      client.reset();
      forget();
    }

    private void forget() {
      if (connections.remove(this)) {
        flow.ended();
      }
    }
  }
}
