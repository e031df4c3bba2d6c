package org.slirp4j.portfwd.forward;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostSocket;
import org.slirp4j.portfwd.host.ServerSockets;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.IpAddress;

/** The sockets of one rule while it is being opened: all of them, or none. */
final class Sockets {
  private static final IpAddress ANY = IpAddress.v4(0);
  private static final IpAddress ANY_6 = new IpAddress(0, 0);

  /** How often the kernel chooses anew when the other family has the port that it chose. */
  private static final int MAX_CHOICES = 16;

  private final ServerSockets servers;
  private final List<Leg> legs = new ArrayList<>();
  private final List<HostSocket> sockets = new ArrayList<>();

  Sockets(ServerSockets servers) {
    this.servers = servers;
  }

  /** Makes the forward of a part. */
  interface Maker {
    Forward make(Leg leg, HostSocket socket);
  }

  /**
   * Has all parts take clients.
   *
   * @throws ForwardException and all of it is closed
   */
  List<Forward> open(Maker maker) throws ForwardException {
    List<Forward> forwards = new ArrayList<>(legs.size());
    for (int i = 0; i < legs.size(); i++) {
      Leg leg = legs.get(i);
      HostSocket socket = sockets.get(i);
      Forward forward = maker.make(leg, socket);
      forwards.add(forward);
      if (!forward.open()) {
        int errno = socket.errno();
        for (Forward each : forwards) {
          each.close();
        }
        closeAll();
        throw Failures.of(leg, errno, servers.place());
      }
    }
    return forwards;
  }

  /** Returns the rule whose place they were bound to, with the port that the kernel has chosen. */
  ForwardRule withChosenPort(ForwardRule rule, Place.Inet at) {
    return at.ports().isChosenByKernel()
        ? rule.withListen(at.withPorts(PortRange.of(legs.getFirst().hostPort())))
        : rule;
  }

  /**
   * Binds a place's ports.
   *
   * @param firstOf makes the first port's part for an address of the host; the others follow
   * @throws ForwardException and nothing is bound
   */
  void bind(Place.Inet at, FirstLeg firstOf) throws ForwardException {
    try {
      IpAddress address = at.address();
      if (address != null) {
        bindRange(firstOf.at(address), at.ports());
      } else if (at.ports().isChosenByKernel()) {
        bindChosen(firstOf);
      } else {
        bindRange(firstOf.at(ANY), at.ports());
        bindOtherFamily(firstOf.at(ANY_6), at.ports());
      }
    } catch (ForwardException e) {
      closeAll();
      throw e;
    }
  }

  /** Makes the part of a rule's first port. */
  interface FirstLeg {
    Leg at(IpAddress hostAddress);
  }

  private void closeAll() {
    for (HostSocket each : sockets) {
      each.close();
    }
    sockets.clear();
    legs.clear();
  }

  private void bindRange(Leg first, PortRange ports) throws ForwardException {
    for (int i = 0; i < ports.count(); i++) {
      int errno = bindOne(first.plus(i));
      if (errno != 0) {
        throw Failures.of(first.plus(i), errno, servers.place());
      }
    }
  }

  /** Binds IPv6's ports where "all addresses" are meant; a host without IPv6 has none. */
  private void bindOtherFamily(Leg first, PortRange ports) throws ForwardException {
    int before = sockets.size();
    for (int i = 0; i < ports.count(); i++) {
      int errno = bindOne(first.plus(i));
      if (sockets.size() == before && isWithoutIpv6(errno)) {
        return;
      }
      if (errno != 0) {
        throw Failures.of(first.plus(i), errno, servers.place());
      }
    }
  }

  /** Has the kernel choose a port that both families have. */
  private void bindChosen(FirstLeg firstOf) throws ForwardException {
    for (int tries = 1; ; tries++) {
      bindRange(firstOf.at(ANY), PortRange.of(0));
      Leg other = firstOf.at(ANY_6).withHostPort(legs.getFirst().hostPort());
      int errno = bindOne(other);
      if (errno == 0 || isWithoutIpv6(errno)) {
        return;
      }
      if (errno != Errno.EADDRINUSE || tries == MAX_CHOICES) {
        throw Failures.of(other, errno, servers.place());
      }
      closeAll();
    }
  }

  private static boolean isWithoutIpv6(int errno) {
    return errno == Errno.EAFNOSUPPORT || errno == Errno.EADDRNOTAVAIL;
  }

  private int bindOne(Leg leg) {
    @Nullable HostSocket socket =
        leg.protocol() == Protocol.TCP
            ? servers.listen(leg.hostAddress(), leg.hostPort(), leg.device())
            : servers.datagrams(leg.hostAddress(), leg.hostPort(), leg.device());
    if (socket == null) {
      return servers.errno();
    }
    sockets.add(socket);
    legs.add(leg.hostPort() == 0 ? leg.withHostPort(servers.portOf(socket)) : leg);
    return 0;
  }
}
