package org.slirp4j.runtime.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.VnetHeader;
import org.slirp4j.tcpip.IpAddress;

/** A daemon's named networks. A network is there while it has a member. */
public final class Networks {
  /** Addresses that are remembered for containers that are away, in each network. */
  private static final int MAX_REMEMBERED = Pool.MAX_MEMBER;

  private final Map<String, Network> byName = new LinkedHashMap<>();
  private final Set<Integer> used = new HashSet<>();

  // A member that comes back gets its address back, as long as nobody else needs it.
  private final Map<String, Map<String, Integer>> lastNumbers = new HashMap<>();

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
   * Puts a container into exactly these networks; they are made with their first member.
   *
   * @throws ControlException when one cannot be joined; then nothing has changed
   */
  public synchronized void join(Port port, List<String> networks) throws ControlException {
    if (!networks.isEmpty() && port.headerBytes() != VnetHeader.BYTES) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE,
          "named networks need a TAP with virtio-net headers; this kernel's has none");
    }
    List<String> joined = new ArrayList<>();
    try {
      for (String name : networks) {
        if (add(port, name)) {
          joined.add(name);
        }
      }
    } catch (ControlException e) {
      for (String name : joined) {
        remove(port, byName.get(name));
      }
      throw e;
    }
    for (Network network : List.copyOf(byName.values())) {
      if (!networks.contains(network.name())) {
        remove(port, network);
      }
    }
  }

  /** Takes a container out of all of its networks. */
  public synchronized void leave(Port port) {
    for (Network network : List.copyOf(byName.values())) {
      remove(port, network);
    }
  }

  /** Returns a container's addresses in its networks, by the networks' names. */
  public synchronized Map<String, List<IpAddress>> addresses(Port port) {
    Map<String, List<IpAddress>> addresses = new LinkedHashMap<>();
    for (Network network : byName.values()) {
      Membership membership = port.membership(network.index());
      if (membership != null) {
        addresses.put(network.name(), addresses(port, membership));
      }
    }
    return addresses;
  }

  static List<IpAddress> addresses(Port port, Membership membership) {
    IpAddress v4 = IpAddress.v4(membership.outsideV4());
    return port.hasIpv6()
        ? List.of(v4, new IpAddress(membership.outsideV6(), port.interfaceId()))
        : List.of(v4);
  }

  private boolean add(Port port, String name) throws ControlException {
    Network network = byName.get(name);
    if (network != null && port.membership(network.index()) != null) {
      return false;
    }
    int wanted = lastNumbers.getOrDefault(name, Map.of()).getOrDefault(port.name(), 0);
    if (network == null) {
      network = new Network(name, freeIndex());
      byName.put(name, network);
      used.add(network.index());
    }
    int number = freeNumber(network, wanted);
    port.set(network.index(), new Membership(network, number));
    network.set(number, port);
    remember(name, port.name(), number);
    return true;
  }

  private void remember(String network, String container, int number) {
    Map<String, Integer> numbers = lastNumbers.computeIfAbsent(network, key -> new HashMap<>());
    numbers.values().remove(number);
    if (numbers.size() < MAX_REMEMBERED) {
      numbers.put(container, number);
    }
  }

  private void remove(Port port, @Nullable Network network) {
    Membership membership = network == null ? null : port.membership(network.index());
    if (network == null || membership == null) {
      return;
    }
    network.set(membership.number(), null);
    port.set(network.index(), null);
    if (network.isEmpty()) {
      byName.remove(network.name());
      used.remove(network.index());
      lastNumbers.keySet().retainAll(keptNames());
    }
  }

  /** Names of networks whose members' numbers are kept: as many as there may be networks. */
  private Set<String> keptNames() {
    Set<String> names = new HashSet<>(byName.keySet());
    for (String name : lastNumbers.keySet()) {
      if (names.size() < Pool.MAX_NETWORKS) {
        names.add(name);
      }
    }
    return names;
  }

  private int freeIndex() throws ControlException {
    for (int index = 0; index < Pool.MAX_NETWORKS; index++) {
      if (!used.contains(index)) {
        return index;
      }
    }
    throw new ControlException(
        ControlException.Kind.UNAVAILABLE,
        "there are " + Pool.MAX_NETWORKS + " networks already; detach the members of one");
  }

  private static int freeNumber(Network network, int wanted) throws ControlException {
    if (wanted != 0 && network.member(wanted) == null) {
      return wanted;
    }
    for (int number = 1; number <= Pool.MAX_MEMBER; number++) {
      if (network.member(number) == null) {
        return number;
      }
    }
    throw new ControlException(
        ControlException.Kind.UNAVAILABLE,
        "network " + network.name() + " has " + Pool.MAX_MEMBER + " members already");
  }
}
