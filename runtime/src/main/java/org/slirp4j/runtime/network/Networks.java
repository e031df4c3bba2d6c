package org.slirp4j.runtime.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.VnetHeader;
import org.slirp4j.tcpip.IpAddress;

/**
 * A daemon's named networks. A network is there while it has a member; its place in the pool, and
 * the members' in it, are kept as long as nobody else needs them.
 */
public final class Networks {
  private final @Nullable Network[] networks = new Network[Pool.MAX_NETWORKS];

  /**
   * Makes a container's port, in no network yet, and connects its engine to it.
   *
   * @param name the container's
   * @param options its own network
   * @throws SystemCallException when its TAP is gone
   */
  public Port connect(String name, NetworkOptions options, Engine engine)
      throws SystemCallException {
    long mac = engine.macAddress().bits();
    Inside inside = Inside.of(options, Engine.gatewayMac(options));
    Port port = new Port(name, inside, engine.sharedTap(), mac);
    engine.neighbours(port, new PeerNames(port), Pool.ADDRESSES);
    return port;
  }

  /**
   * Keeps the addresses for a container that it had before the daemon began anew, as {@link
   * #places} told them. To be called for all containers before the first one joins.
   */
  public synchronized void keep(String container, Map<String, IpAddress> places) {
    for (Map.Entry<String, IpAddress> place : places.entrySet()) {
      String name = place.getKey();
      IpAddress address = place.getValue();
      if (address.isV4() && Pool.covers(address)) {
        int wanted = Pool.network(address.v4Bits());
        if (indexOf(name) < 0 && networks[wanted] == null) {
          networks[wanted] = new Network(name, wanted);
        }
        int index = indexOf(name);
        Network network = index < 0 ? null : networks[index];
        if (network != null) {
          network.keep(Pool.member(address.v4Bits()), container);
        }
      }
    }
  }

  /**
   * Puts a container into exactly these networks; they are made with their first member.
   *
   * @throws ControlException when one cannot be joined; then nothing has changed
   */
  public synchronized void join(Port port, List<String> names) throws ControlException {
    if (!names.isEmpty() && port.headerBytes() != VnetHeader.BYTES) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE,
          "named networks need a TAP with virtio-net headers; this kernel's has none");
    }
    List<Membership> before = port.memberships();
    try {
      for (String name : names) {
        add(port, name);
      }
    } catch (ControlException e) {
      for (Membership each : port.memberships()) {
        if (!before.contains(each)) {
          remove(port, each);
        }
      }
      throw e;
    }
    for (Membership each : before) {
      if (!names.contains(each.network().name())) {
        remove(port, each);
      }
    }
  }

  /** Takes a container out of all of its networks. */
  public synchronized void leave(Port port) {
    for (Membership each : port.memberships()) {
      remove(port, each);
    }
  }

  /** Returns a container's addresses in its networks, by the networks' names. */
  public synchronized Map<String, List<IpAddress>> addresses(Port port) {
    Map<String, List<IpAddress>> addresses = new LinkedHashMap<>();
    for (Membership each : port.memberships()) {
      addresses.put(each.network().name(), addresses(port, each));
    }
    return addresses;
  }

  /** Returns a container's IPv4 addresses by the networks' names: what {@link #keep} wants. */
  public synchronized Map<String, IpAddress> places(Port port) {
    Map<String, IpAddress> places = new LinkedHashMap<>();
    for (Membership each : port.memberships()) {
      places.put(each.network().name(), IpAddress.v4(each.outsideV4()));
    }
    return places;
  }

  static List<IpAddress> addresses(Port port, Membership membership) {
    IpAddress v4 = IpAddress.v4(membership.outsideV4());
    return port.hasIpv6()
        ? List.of(v4, new IpAddress(membership.outsideV6(), port.interfaceId()))
        : List.of(v4);
  }

  private void add(Port port, String name) throws ControlException {
    Network network = network(name);
    if (port.membership(network.index()) != null) {
      return;
    }
    Membership membership = network.add(port);
    if (membership == null) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE,
          "network " + name + " has " + Pool.MAX_MEMBER + " members already");
    }
    port.set(network.index(), membership);
  }

  private static void remove(Port port, Membership membership) {
    membership.network().remove(membership.number());
    port.set(membership.network().index(), null);
  }

  /** Returns a network, perhaps a new one in the place of one that is empty. */
  private Network network(String name) throws ControlException {
    int index = indexOf(name);
    Network present = index < 0 ? null : networks[index];
    if (present != null) {
      return present;
    }
    int free = freeIndex();
    if (free < 0) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE,
          "there are " + Pool.MAX_NETWORKS + " networks already; detach the members of one");
    }
    Network made = new Network(name, free);
    networks[free] = made;
    return made;
  }

  private int indexOf(String name) {
    for (int index = 0; index < networks.length; index++) {
      Network network = networks[index];
      if (network != null && network.name().equals(name)) {
        return index;
      }
    }
    return -1;
  }

  private int freeIndex() {
    int empty = -1;
    for (int index = 0; index < networks.length; index++) {
      Network network = networks[index];
      if (network == null) {
        return index;
      }
      empty = empty < 0 && network.isEmpty() ? index : empty;
    }
    return empty;
  }
}
