package org.slirp4j.portfwd.zone;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/**
 * A domain whose names are known here and nowhere else.
 *
 * @param name the domain in lower case, without a dot at either end; empty for all names
 * @param hosts its names
 * @param otherwise the address of all names in it that are not among those, or null when there are
 *     none
 */
public record Zone(String name, List<Host> hosts, @Nullable IpAddress otherwise) {
  /** Most names of a zone. */
  public static final int MAX_HOSTS = 1_024;

  /**
   * A name in a zone.
   *
   * @param name in lower case, without the zone; empty for the zone's own name
   * @param address its address
   */
  public record Host(String name, IpAddress address) {}

  /** Returns whether a name is in this zone, or its own. */
  boolean covers(String full) {
    return name.isEmpty() || full.equals(name) || full.endsWith("." + name);
  }

  /** Returns the addresses of a name that it {@link #covers}; empty when there is none. */
  List<IpAddress> addresses(String full) {
    int end = full.length() - name.length();
    String host = name.isEmpty() ? full : end == 0 ? "" : full.substring(0, end - 1);
    List<IpAddress> found =
        hosts.stream().filter(each -> each.name.equals(host)).map(Host::address).toList();
    return found.isEmpty() && otherwise != null ? List.of(otherwise) : found;
  }
}
