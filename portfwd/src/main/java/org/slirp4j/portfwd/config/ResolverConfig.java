package org.slirp4j.portfwd.config;

import java.nio.file.Path;

/**
 * How the container's DNS queries are relayed.
 *
 * @param resolvConf names the host's name servers: resolv.conf(5)
 * @param port the name servers' port
 * @param attemptMillis how long a name server may be silent before the next one is asked as well
 * @param totalMillis how long a query is tried in all
 * @param maxQueries bound on the queries in flight; the oldest makes room
 */
public record ResolverConfig(
    Path resolvConf, int port, int attemptMillis, int totalMillis, int maxQueries) {

  /** Port of DNS (RFC 1035, 4.2). */
  public static final int DNS_PORT = 53;

  /**
   * The host's resolver configuration with the usual patience: clients ask again after 5 s and give
   * up after 10 s or more (resolv.conf(5)), so two silent servers are passed over before the first
   * repetition comes.
   */
  public static final ResolverConfig DEFAULT =
      new ResolverConfig(Path.of("/etc/resolv.conf"), DNS_PORT, 1_500, 10_000, 256);
}
