package org.slirp4j.portfwd.echo;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.policy.Destinations;
import org.slirp4j.portfwd.policy.Route;
import org.slirp4j.portfwd.report.Log;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IpAddress;

/** Makes a loop's echo relays, and holds what they share. */
public final class EchoRelays {
  final HostSockets sockets;
  final Destinations destinations;
  final DatagramReader reader;
  final ErrorQueue errors;
  final RelayCounters counters;
  final EchoMessage message = new EchoMessage();

  private final Log log;
  private boolean told;
  private int errno;

  /** Makes them. */
  public EchoRelays(
      HostSockets sockets,
      Destinations destinations,
      DatagramReader reader,
      ErrorQueue errors,
      RelayCounters counters,
      Log log) {
    this.sockets = sockets;
    this.destinations = destinations;
    this.reader = reader;
    this.errors = errors;
    this.counters = counters;
    this.log = log;
  }

  /** Returns the handler of a new flow. */
  public EchoHandler open(EchoFlow flow) {
    IpAddress peer = flow.peerAddress();
    Route route = destinations.route(peer.high(), peer.low(), 0);
    return new EchoRelay(this, flow, route == Route.DIRECT ? null : route.error());
  }

  /**
   * Returns a ping socket that is connected to {@code peer}; null if {@link #errno} tells why not.
   */
  @Nullable HostSocket connect(IpAddress peer) {
    HostAddress to = new HostAddress(peer, 0, 0);
    HostSocket socket = sockets.pingTo(to);
    if (socket == null) {
      errno = sockets.errno();
      explain(errno, peer.isV4() ? "IPPROTO_ICMP" : "IPPROTO_ICMPV6");
      return null;
    }
    errno = sockets.connect(socket, to);
    if (errno != 0) {
      socket.close();
      return null;
    }
    return socket;
  }

  int errno() {
    return errno;
  }

  private void explain(int errno, String protocol) {
    if (told || (errno != Errno.EACCES && errno != Errno.EPERM)) {
      return;
    }
    told = true;
    log.warn(
        "ping: socket(SOCK_DGRAM, "
            + protocol
            + "): "
            + Errno.describe(errno)
            + ": the container can ping its gateway only; allow it on the host with: "
            + "sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"");
  }
}
