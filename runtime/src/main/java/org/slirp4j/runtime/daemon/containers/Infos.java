package org.slirp4j.runtime.daemon.containers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ContainerInfo.State;
import org.slirp4j.runtime.control.ContainerLimits;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.daemon.state.NamespaceId;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tcpip.IpAddress;

/** What clients see of containers. */
final class Infos {
  private Infos() {}

  /** Returns what is seen of a container that nobody has attached yet. */
  static ContainerInfo awaited(String name, Settings settings, @Nullable String problem) {
    return new ContainerInfo(
        0,
        name,
        State.AWAITED,
        0,
        "",
        List.of(),
        List.of(),
        settings,
        ContainerLimits.NONE,
        "",
        Instant.now(),
        problem);
  }

  /**
   * Returns what is seen of one that is attached.
   *
   * @param outside its addresses in named networks
   */
  static ContainerInfo attached(
      long id, String name, AttachRequest request, NamespaceId namespace, List<IpAddress> outside) {
    NetworkOptions network = request.network();
    return new ContainerInfo(
        id,
        name,
        State.ATTACHED,
        request.target() instanceof NamespaceTarget.OfPid process ? process.pid() : 0,
        netns(request.target(), namespace),
        addresses(network, outside),
        nameServers(network),
        request.settings(),
        request.limits(),
        request.source(),
        Instant.now(),
        null);
  }

  /** Returns the same container in another state. */
  static ContainerInfo in(State state, @Nullable String problem, ContainerInfo of) {
    return new ContainerInfo(
        of.id(),
        of.name(),
        state,
        of.pid(),
        of.netns(),
        of.addresses(),
        of.dns(),
        of.settings(),
        of.limits(),
        of.source(),
        Instant.now(),
        problem);
  }

  private static List<String> addresses(NetworkOptions network, List<IpAddress> outside) {
    List<String> addresses = new ArrayList<>();
    addresses.add(AddressText.of(IpAddress.v4(network.cidr().guest())));
    for (IpAddress each : outside) {
      addresses.add(AddressText.of(each));
    }
    return List.copyOf(addresses);
  }

  /** Returns the same container with other settings. */
  static ContainerInfo with(Settings settings, List<String> addresses, ContainerInfo of) {
    return new ContainerInfo(
        of.id(),
        of.name(),
        of.state(),
        of.pid(),
        of.netns(),
        addresses,
        of.dns(),
        settings,
        of.limits(),
        of.source(),
        of.since(),
        of.problem());
  }

  /** A path tells people which namespace it is, unless it goes by a process. */
  private static String netns(NamespaceTarget target, NamespaceId namespace) {
    return target instanceof NamespaceTarget.OfPath path
            && (namespace.inode() == 0 || !path.netnsPath().startsWith("/proc/"))
        ? path.netnsPath()
        : namespace.text();
  }

  private static List<String> nameServers(NetworkOptions network) {
    List<String> servers = new ArrayList<>();
    if (network.dns()) {
      servers.add(AddressText.of(IpAddress.v4(network.cidr().dns())));
      if (network.cidr6() != null) {
        servers.add(AddressText.of(network.cidr6().dns()));
      }
    }
    return List.copyOf(servers);
  }
}
