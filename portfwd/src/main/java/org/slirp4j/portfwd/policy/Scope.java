package org.slirp4j.portfwd.policy;

import org.slirp4j.tcpip.IpAddress;

/** How far addresses reach. */
final class Scope {
  private static final long LINK_LOCAL = 0xfe80L << 48;
  private static final long LINK_LOCAL_MASK = 0xffc0L << 48;

  private Scope() {}

  /**
   * Tells whether an address is that of a group: 224.0.0.0/4, RFC 5771; 255.255.255.255, RFC 919;
   * ff00::/8, RFC 4291, 2.7.
   */
  static boolean isGroup(long high, long low) {
    if (IpAddress.isV4(high, low)) {
      int bits = (int) low;
      return bits >>> 28 == 0xe || bits == -1;
    }
    return high >>> 56 == 0xff;
  }

  /**
   * Tells whether no router passes packets to or from an address on: a group; an IPv6 address of
   * one link only (fe80::/10, RFC 4291, 2.5.6), which here would be one of the host's; or an
   * IPv4-compatible one, which nobody has any more (::/96, 2.5.5.1), though ::1 and :: look like
   * those.
   */
  static boolean isBeyondRouters(long high, long low) {
    if (isGroup(high, low)) {
      return true;
    }
    if (IpAddress.isV4(high, low)) {
      return false;
    }
    boolean isCompatible = high == 0 && low >>> 32 == 0;
    return (high & LINK_LOCAL_MASK) == LINK_LOCAL || (isCompatible && !Loopback.leadsTo(high, low));
  }
}
