package org.slirp4j.runtime.engine;

import org.slirp4j.portfwd.api.ApiServer;
import org.slirp4j.portfwd.config.GuestNetwork;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.config.RelayConfig;
import org.slirp4j.portfwd.splice.Splicer;
import org.slirp4j.runtime.OpenFiles;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Cidr6;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.tcpip.IpAddress;

/** What an engine's configuration means for the relays. */
final class RelaySetup {
  /**
   * Open files that are no connections: jars, devices, what a log or a re-read resolv.conf needs,
   * the API's clients, and questions to name servers.
   */
  private static final int OTHER_FILES = 64 + ApiServer.MAX_CLIENTS + HostLimits.RESERVE;

  /** Where the limit is low, one part in so many is for those. */
  private static final int OTHERS_SHARE = 3;

  /** And one in so many for pipes, and for sockets made beforehand. */
  private static final int SPLICERS_SHARE = 4;

  private static final String OWN_BOUND = "that is the most this container may have";

  private RelaySetup() {}

  static RelayConfig of(EngineConfig config) {
    NetworkOptions options = config.network();
    Cidr cidr = options.cidr();
    Cidr6 cidr6 = options.cidr6();
    GuestNetwork network =
        GuestNetwork.v4(
            IpAddress.v4(cidr.gateway()),
            IpAddress.v4(cidr.dns()),
            IpAddress.v4(cidr.network()),
            cidr.prefixBits());
    return new RelayConfig(
        network,
        cidr6 == null ? null : Ipv6Network.relays(cidr6),
        options.hostLoopback() ? HostAccess.ALL : HostAccess.NO_LOOPBACK,
        options.dns(),
        options.outboundAddress() == 0 ? null : IpAddress.v4(options.outboundAddress()),
        options.outboundAddress6(),
        config.resolver(),
        limits(OpenFiles.limit(), EngineLimits.socketsByHeap(), config.limits()));
  }

  /** Returns the bounds of an engine, and what to do when they are reached. */
  static HostLimits limits(int files, int byHeap, EngineLimits limits) {
    int most = maxSockets(files, byHeap);
    if (limits.maxSockets() < most) {
      return new HostLimits(limits.maxSockets(), limits.budget(), OWN_BOUND);
    }
    String remedy = most == byHeap ? EngineLimits.MORE_HEAP : HostLimits.FILES;
    return new HostLimits(most, limits.budget(), remedy);
  }

  /**
   * Returns how many sockets a process may have that may open {@code files} and has heap for {@code
   * byHeap} of them.
   */
  static int maxSockets(int files, int byHeap) {
    int others = Math.min(OTHER_FILES, files / OTHERS_SHARE);
    int splicers = Math.min(Splicer.MAX_DESCRIPTORS, files / SPLICERS_SHARE);
    return Math.min(files - others - splicers, byHeap);
  }
}
