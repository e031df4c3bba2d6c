package org.slirp4j.tcpip;

/**
 * What a stack's DHCP servers give out.
 *
 * <p>IPv4 addresses of the pool that are the stack's own, or stand for the whole network, are left
 * out of it. IPv6 addresses come from the network's prefix.
 *
 * @param first the pool's first IPv4 address
 * @param last its last one; before {@code first} when there is none
 * @param dnsAdvertised whether the name servers' address and the domains to search are told: false
 *     for {@code --disable-dns}
 */
public record DhcpConfig(IpAddress first, IpAddress last, boolean dnsAdvertised) {
  private static final int FIRST_HOST = 15; // as slirp has it
  private static final int LAST_HOST = 30;
  private static final int ALL_BITS = 32;
  private static final int POINT_TO_POINT_BITS = 31;

  /**
   * Returns what fits a network: hosts 15 to 30 of it, or as many of these as there are, or all
   * that a small network has.
   *
   * @param gateway an address of the network
   * @param prefixBits length of its prefix, 1 to 32
   */
  public static DhcpConfig within(IpAddress gateway, int prefixBits, boolean dnsAdvertised) {
    int mask = -1 << (ALL_BITS - prefixBits);
    int network = gateway.v4Bits() & mask;
    int end = prefixBits >= POINT_TO_POINT_BITS ? 0 : 1; // RFC 3021: then nobody is everybody
    int lastHost = ~mask - end;
    boolean small = lastHost < FIRST_HOST;
    int first = small ? end : FIRST_HOST;
    int last = Math.min(lastHost, LAST_HOST);
    return new DhcpConfig(
        IpAddress.v4(network + first), IpAddress.v4(network + last), dnsAdvertised);
  }
}
