package org.slirp4j.portfwd.config;

import org.slirp4j.tcpip.IpAddress;

/**
 * Addresses that are not the host's world's: whoever has them is reached otherwise.
 *
 * @param network4 their IPv4 network
 * @param bits4 how many leading bits belong to it
 * @param network6 their IPv6 network
 * @param bits6 how many leading bits belong to it, at most 64
 */
public record AddressPool(IpAddress network4, int bits4, IpAddress network6, int bits6) {
  /** Tells whether an address is one of them. */
  public boolean contains(long high, long low) {
    return IpAddress.isV4(high, low)
        ? (int) (low ^ network4.low()) >>> (Integer.SIZE - bits4) == 0
        : (high ^ network6.high()) >>> (Long.SIZE - bits6) == 0;
  }
}
