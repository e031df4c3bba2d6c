package org.slirp4j.portfwd.auto;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.IpAddress;

/** Makes services of the sockets that a pass finds. */
final class Finder implements SocketDump.Visitor {
  /** The interface index of lo, in every namespace. */
  private static final int LOOPBACK_INTERFACE = 1;

  private final AutoFilter filter;
  private final Forwards forwards;
  private final Services services;
  private final OwnPorts own;
  private final Consumer<String> warnings;
  private int pass;

  Finder(
      AutoFilter filter,
      Forwards forwards,
      OwnPorts own,
      Services services,
      Consumer<String> warnings) {
    this.filter = filter;
    this.forwards = forwards;
    this.own = own;
    this.services = services;
    this.warnings = warnings;
  }

  /** Says which pass the next sockets are of. */
  void begin(int number) {
    pass = number;
  }

  @Override
  public void onSocket(boolean isUdp, DiagSocket socket) {
    int port = socket.port();
    if (!filter.accepts(isUdp, port)) {
      return;
    }
    Service known = services.find(isUdp, port);
    if (socket.state() == DiagSocket.CONNECTED) {
      // A server may answer one client by a connected socket, of which its port consists then.
      if (known != null) {
        known.stays(pass);
      }
      return;
    }
    if (socket.interfaceIndex() == LOOPBACK_INTERFACE || own.has(isUdp, port)) {
      return;
    }
    if (socket.isWildcard()) {
      if (socket.takesV4()) {
        known = found(known, isUdp, port, forwards.guest());
      }
      IpAddress guest6 = forwards.guest6();
      if (socket.takesV6() && guest6 != null) {
        found(known, isUdp, port, guest6);
      }
    } else if (forwards.isInGuestNetwork(socket.high(), socket.low())) {
      found(known, isUdp, port, socket.high(), socket.low());
    }
  }

  @Override
  public void onRefused(boolean isUdp, int errno) {
    String name = isUdp ? "udp" : "tcp";
    warnings.accept(
        "the kernel does not tell of "
            + name
            + " sockets: "
            + Errno.describe(errno)
            + ": as root: modprobe "
            + name
            + "_diag");
  }

  private @Nullable Service found(@Nullable Service known, boolean isUdp, int port, IpAddress at) {
    return found(known, isUdp, port, at.high(), at.low());
  }

  private @Nullable Service found(
      @Nullable Service known, boolean isUdp, int port, long high, long low) {
    Service service = known;
    if (service == null) {
      service = new Service(isUdp, port, filter.addresses().size());
      if (!services.add(service)) {
        warnings.accept(
            "the container listens on more than "
                + Services.MAX_SERVICES
                + " ports: the others are not forwarded; narrow the filter");
        return null;
      }
    }
    service.found(pass, high, low);
    return service;
  }
}
