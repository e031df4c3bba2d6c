package org.slirp4j.tcpip;

/**
 * A stack's IPv6 addresses.
 *
 * @param router the stack's link-local address, from which it advertises the prefix (RFC 4861, 4.2)
 * @param gateway the stack's own global address, which stands for the host
 * @param dns the stack's other global address, which stands for the host's name servers
 * @param prefix the network's address; its prefix is 64 bits, as autoconfiguration needs it (RFC
 *     4862, 5.5.3; RFC 4291, 2.5.1)
 * @param dnsAdvertised whether advertisements name {@code dns} (RFC 8106): false for {@code
 *     --disable-dns}
 */
public record Ipv6Config(
    IpAddress router, IpAddress gateway, IpAddress dns, IpAddress prefix, boolean dnsAdvertised) {
  /** Least MTU of an IPv6 network (RFC 8200, 5). */
  public static final int MIN_MTU = 1_280;
}
