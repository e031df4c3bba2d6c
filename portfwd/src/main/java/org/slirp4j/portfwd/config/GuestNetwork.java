package org.slirp4j.portfwd.config;

import org.slirp4j.tcpip.IpAddress;

/**
 * The container's network of one family, and the addresses in it that stand for something else.
 *
 * @param gateway stands for the host
 * @param dns stands for the host's name servers at port 53
 * @param prefix the network's address
 * @param prefixBits the length of its prefix, counted over all 128 bits: an IPv4 /24 is 120
 */
public record GuestNetwork(IpAddress gateway, IpAddress dns, IpAddress prefix, int prefixBits) {
  private static final int V4_MAPPED_BITS = 96;

  /** Checks that the aliases lie in the network. */
  public GuestNetwork {
    if (prefixBits < 0 || prefixBits > 128) {
      throw new IllegalArgumentException("prefixBits " + prefixBits + " is not in 0..128");
    }
    if (!matches(gateway.high(), gateway.low(), prefix, prefixBits)
        || !matches(dns.high(), dns.low(), prefix, prefixBits)) {
      throw new IllegalArgumentException(
          gateway + " or " + dns + " is outside of " + prefix + "/" + prefixBits);
    }
  }

  /** Returns an IPv4 network; {@code prefixBits} is 0 to 32. */
  public static GuestNetwork v4(
      IpAddress gateway, IpAddress dns, IpAddress prefix, int prefixBits) {
    return new GuestNetwork(gateway, dns, prefix, V4_MAPPED_BITS + prefixBits);
  }

  /** Tells whether an address is of this network. */
  public boolean contains(long high, long low) {
    return matches(high, low, prefix, prefixBits);
  }

  private static boolean matches(long high, long low, IpAddress prefix, int bits) {
    return ((high ^ prefix.high()) & highMask(bits)) == 0
        && ((low ^ prefix.low()) & lowMask(bits)) == 0;
  }

  private static long highMask(int bits) {
    return bits >= 64 ? -1L : bits == 0 ? 0 : -1L << (64 - bits);
  }

  private static long lowMask(int bits) {
    return bits <= 64 ? 0 : -1L << (128 - bits);
  }
}
