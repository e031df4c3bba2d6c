package org.slirp4j.tcpip.link;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Ipv6Config;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.wire.Ipv4Packet;

/** Which addresses are to be found on the link, and which of them are the stack's. */
public final class OnLink {
  private static final int ALL_V4_BITS = 32;

  /** A network of two addresses has neither a broadcast nor an own one (RFC 3021, 2.1). */
  private static final int POINT_TO_POINT_BITS = 31;

  private static final long LINK_LOCAL = 0xfe80L << 48; // RFC 4291, 2.5.6: fe80::/10
  private static final long LINK_LOCAL_MASK = 0xffc0L << 48;

  private final int gateway;
  private final int dns;
  private final int hostMask;
  private final boolean hasBroadcast;
  private final @Nullable Ipv6Config v6;

  /** Makes the rules of the networks in {@code config}. */
  public OnLink(StackConfig config) {
    gateway = config.gateway().v4Bits();
    dns = config.dns().v4Bits();
    int prefixBits = config.prefixBits();
    hostMask = prefixBits == 0 ? -1 : (1 << (ALL_V4_BITS - prefixBits)) - 1;
    hasBroadcast = prefixBits > 0 && prefixBits < POINT_TO_POINT_BITS;
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
    return !isBroadcast(address)
        && ((address ^ gateway) & ~hostMask) == 0
        && !isOwn(address)
        && Ipv4Packet.isHost(address);
  }

  /**
   * Tells whether an IPv4 address stands for all hosts of this network: the last one, and the first
   * one, which did long ago (RFC 1122, 3.2.1.3; RFC 1812, 4.2.2.11 and 5.3.5).
   */
  public boolean isBroadcast(int address) {
    int host = address & hostMask;
    return hasBroadcast
        && ((address ^ gateway) & ~hostMask) == 0
        && (host == 0 || host == hostMask);
  }

  private boolean isV6Neighbour(long high, long low) {
    Ipv6Config config = v6;
    return config != null
        && (high == config.prefix().high() || (high & LINK_LOCAL_MASK) == LINK_LOCAL)
        && !isOwn(high, low);
  }
}
