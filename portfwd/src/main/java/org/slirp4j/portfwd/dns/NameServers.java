package org.slirp4j.portfwd.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.report.Log;

/** The host's name servers, and which of them can be hoped for. */
public final class NameServers {
  private final ResolvConf file;
  private final LongSupplier clock;

  private List<HostAddress> addresses = List.of();
  private List<NameServer> byDatagram = List.of();
  private List<NameServer> byStream = List.of();
  private int generation;

  /** Makes the list; the file is first read when somebody asks for it. */
  public NameServers(ResolverConfig config, LongSupplier clock, Log log) {
    this.file = new ResolvConf(config.resolvConf(), config.port(), clock, log);
    this.clock = clock;
  }

  /** Returns a number that is another one whenever the host has got other name servers. */
  int generation() {
    List<HostAddress> current = file.servers();
    if (!current.equals(addresses)) {
      addresses = current;
      // Another network, perhaps: nothing is known about anybody.
      byDatagram = unknown(current);
      byStream = unknown(current);
      generation++;
    }
    return generation;
  }

  /**
   * Returns the name servers in the order in which to ask them, at least one: as in the file, but
   * those in doubt last, and of them the one first that has been so for longest.
   *
   * @param stream whether they are asked by TCP, which has doubts of its own
   */
  List<NameServer> inOrder(boolean stream) {
    generation();
    long now = clock.getAsLong();
    List<NameServer> order = new ArrayList<>();
    List<NameServer> last = new ArrayList<>();
    for (NameServer server : stream ? byStream : byDatagram) {
      (server.isLast(now) ? last : order).add(server);
    }
    if (last.size() > 1) {
      last.sort(Comparator.comparingLong(server -> server.doubtedSinceNanos() - now));
    }
    order.addAll(last);
    return order;
  }

  /** Returns the domains in which the host looks for names. */
  public List<String> searchDomains() {
    return file.searchDomains();
  }

  private static List<NameServer> unknown(List<HostAddress> addresses) {
    List<NameServer> servers = new ArrayList<>();
    for (HostAddress address : addresses) {
      servers.add(new NameServer(address));
    }
    return servers;
  }
}
