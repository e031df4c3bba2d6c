package org.slirp4j.runtime.engine;

import org.slirp4j.portfwd.config.GuestNetwork;
import org.slirp4j.portfwd.config.HostAccess;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.config.RelayConfig;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.tcpip.IpAddress;

/** What an engine's configuration means for the relays. */
final class RelaySetup {
  private RelaySetup() {}

  static RelayConfig of(EngineConfig config) {
    Cidr cidr = config.cidr();
    GuestNetwork network =
        GuestNetwork.v4(
            IpAddress.v4(cidr.gateway()),
            IpAddress.v4(cidr.dns()),
            IpAddress.v4(cidr.network()),
            cidr.prefixBits());
    return new RelayConfig(
        network,
        config.hostLoopback() ? HostAccess.ALL : HostAccess.NO_LOOPBACK,
        config.dns(),
        config.outboundAddress() == 0 ? null : IpAddress.v4(config.outboundAddress()),
        config.resolver(),
        HostLimits.DEFAULT);
  }
}
