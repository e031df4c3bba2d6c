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
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tcpip.IpAddress;

/**
 * One container: a name, and what there is of it at the moment. Everything but {@link #info} and
 * {@link #attached} is for who holds its lock.
 */
final class Container {
  final String name;

  /** Whether the name is of its user's choice, so that it may come back under it. */
  final boolean named;

  /** What clients see; replaced as a whole. */
  private volatile @Nullable ContainerInfo info;

  private volatile @Nullable Attached attached;

  /** Whether it is out of the registry: who finds it so looks for another one. */
  boolean forgotten;

  /** How often it was attached again after failures, without a quiet time between. */
  int failures;

  Container(String name, boolean named) {
    this.name = name;
    this.named = named;
  }

  /** Returns what clients see, or null for one that is attached for the first time right now. */
  @Nullable ContainerInfo info() {
    return info;
  }

  @Nullable Attached attached() {
    return attached;
  }

  /** Notes that packets flow. */
  ContainerInfo begin(Attached begun) {
    attached = begun;
    return put(begun, State.ATTACHED, null);
  }

  /** Notes that packets do not flow any more. */
  void end(State state, @Nullable String problem) {
    Attached ended = attached;
    attached = null;
    if (ended != null) {
      put(ended, state, problem);
    }
  }

  private ContainerInfo put(Attached of, State state, @Nullable String problem) {
    AttachRequest request = of.request();
    NetworkOptions network = request.network();
    ContainerInfo made =
        new ContainerInfo(
            of.id(),
            name,
            state,
            request.target() instanceof NamespaceTarget.OfPid process ? process.pid() : 0,
            request.target() instanceof NamespaceTarget.OfPath path
                ? path.netnsPath()
                : of.namespace().text(),
            addresses(network),
            nameServers(network),
            request.settings(),
            request.source(),
            Instant.now(),
            problem);
    info = made;
    return made;
  }

  private static List<String> addresses(NetworkOptions network) {
    return List.of(AddressText.of(IpAddress.v4(network.cidr().guest())));
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
