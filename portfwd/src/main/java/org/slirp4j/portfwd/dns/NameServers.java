package org.slirp4j.portfwd.dns;

import java.util.List;
import java.util.function.LongSupplier;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.report.Log;

/** The host's name servers, and which of them answered last. */
public final class NameServers {
  private final ResolvConf file;
  private List<HostAddress> servers = List.of();
  private int preferred;

  /** Makes the list; the file is first read when {@link #inOrder} is first called. */
  public NameServers(ResolverConfig config, LongSupplier clock, Log log) {
    this.file = new ResolvConf(config.resolvConf(), config.port(), clock, log);
  }

  /** Returns the name servers in the order in which to ask them, at least one. */
  public HostAddress[] inOrder() {
    List<HostAddress> current = file.servers();
    if (!current.equals(servers)) {
      servers = current;
      preferred = 0;
    }
    HostAddress[] order = new HostAddress[current.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = current.get((preferred + i) % order.length);
    }
    return order;
  }

  /** Returns the domains in which the host looks for names. */
  public List<String> searchDomains() {
    return file.searchDomains();
  }

  /** Remembers that a server answers. */
  void onAnswer(HostAddress server) {
    preferred = Math.max(servers.indexOf(server), 0);
  }
}
