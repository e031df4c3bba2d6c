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
   * and the API's clients.
   */
  private static final int OTHER_FILES = 64 + ApiServer.MAX_CLIENTS;

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
        new HostLimits(maxSockets(config.limits()), config.limits().budget()));
  }

  private static int maxSockets(EngineLimits limits) {
    int limit = OpenFiles.limit();
    int splicers = Math.min(Splicer.MAX_DESCRIPTORS, limit / 4);
    int left = Math.max(limit - OTHER_FILES - splicers, OTHER_FILES);
    return Math.min(left, limits.maxSockets());
  }
}
