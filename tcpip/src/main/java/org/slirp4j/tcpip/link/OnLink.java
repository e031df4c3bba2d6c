package org.slirp4j.tcpip.link;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.wire.Ipv4Packet;

/** Which addresses are to be found on the link, and which of them are the stack's. */
final class OnLink {
  private static final int ALL_V4_BITS = 32;

  /** A network of two addresses has neither a broadcast nor an own one (RFC 3021, 2.1). */
  private static final int POINT_TO_POINT_BITS = 31;

  private static final long LINK_LOCAL = 0xfe80L << 48; // RFC 4291, 2.5.6: fe80::/10
  private static final long LINK_LOCAL_MASK = 0xffc0L << 48;

  private final int gateway;
  private final int dns;
  private final int prefixBits;
  private final @Nullable Ipv6Config v6;

  OnLink(StackConfig config) {
    gateway = config.gateway().v4Bits();
    dns = config.dns().v4Bits();
    prefixBits = config.prefixBits();
    v6 = config.ipv6();
  }

  /** Tells whether an IPv4 address is the stack's. */
  boolean isOwn(int address) {
    return address == gateway || address == dns;
  }

  /** Tells whether an IPv6 address is the stack's. */
  boolean isOwn(long high, long low) {
    Ipv6Config config = v6;
    return config != null
        && (config.router().equals(high, low)
            || config.gateway().equals(high, low)
            || config.dns().equals(high, low));
  }

  /** Tells whether an address can be somebody else's on this link. */
  boolean isNeighbour(long high, long low) {
    return IpAddress.isV4(high, low) ? isNeighbour((int) low) : isV6Neighbour(high, low);
  }

  /** Tells whether an IPv4 address can be somebody else's on this link. */
  boolean isNeighbour(int address) {
    int hostMask = prefixBits == 0 ? -1 : (1 << (ALL_V4_BITS - prefixBits)) - 1;
    int host = address & hostMask;
    boolean one =
        prefixBits >= POINT_TO_POINT_BITS || prefixBits == 0 || (host != 0 && host != hostMask);
    return one
        && ((address ^ gateway) & ~hostMask) == 0
        && !isOwn(address)
        && Ipv4Packet.isHost(address);
  }

  private boolean isV6Neighbour(long high, long low) {
    Ipv6Config config = v6;
    return config != null
        && (high == config.prefix().high() || (high & LINK_LOCAL_MASK) == LINK_LOCAL)
        && !isOwn(high, low);
  }
}
