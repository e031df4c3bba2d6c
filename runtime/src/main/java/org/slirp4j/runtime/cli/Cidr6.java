package org.slirp4j.runtime.cli;

import org.slirp4j.tcpip.IpAddress;

/**
 * An IPv6 network that a container lives in, with the addresses that slirp4netns gives out in it.
 * Its prefix has 64 bits, because hosts make themselves addresses in it (RFC 4862, 5.5.3; RFC 4291,
 * 2.5.1).
 *
 * @param network the network's address, whose second half is zero
 */
public record Cidr6(IpAddress network) {
  /** How many leading bits belong to the network. */
  public static final int PREFIX_BITS = 64;

  /** fd00::/64, slirp4netns's only one. */
  public static final Cidr6 DEFAULT = new Cidr6(new IpAddress(0xfd00L << 48, 0));

  // RFC 4291, 2.4: 2000::/3 and what is not assigned yet, to fc00::/7 (RFC 4193).
  private static final long LEAST_GROUP = 0x2000;
  private static final long GREATEST_GROUP = 0xfdff;

  private static final int GATEWAY = 2;
  private static final int DNS = 3;

  /**
   * Reads {@code PREFIX/64}.
   *
   * @throws UsageException when it is no such text, bits after the 64th are set, or a container
   *     could not use the network's addresses
   */
  public static Cidr6 parse(String text) throws UsageException {
    int slash = text.indexOf('/');
    IpAddress network = slash < 0 ? null : Ipv6.parse(text.substring(0, slash));
    if (network == null) {
      throw invalid(text, "PREFIX/64 is expected, like fd00::/64");
    }
    if (!text.substring(slash + 1).equals("64")) {
      throw invalid(text, "the prefix length needs to be 64");
    }
    if (network.low() != 0) {
      IpAddress meant = new IpAddress(network.high(), 0);
      throw invalid(text, "a network address is needed: " + Ipv6.text(meant) + "/64");
    }
    long first = network.high() >>> 48;
    if (first < LEAST_GROUP || first > GREATEST_GROUP) {
      throw invalid(text, "no host can have a global address of it");
    }
    return new Cidr6(network);
  }

  private static UsageException invalid(String text, String why) {
    return new UsageException("invalid IPv6 CIDR: " + text + ": " + why);
  }

  /** Returns the address that stands for the host. */
  public IpAddress gateway() {
    return new IpAddress(network.high(), GATEWAY);
  }

  /** Returns the address that stands for the host's name servers. */
  public IpAddress dns() {
    return new IpAddress(network.high(), DNS);
  }
}
