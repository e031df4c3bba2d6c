package org.slirp4j.runtime.network;

import org.slirp4j.portfwd.config.AddressPool;
import org.slirp4j.tcpip.IpAddress;

/** The addresses that networks give their members. */
public final class Pool {
  /** Most networks of a daemon. */
  public static final int MAX_NETWORKS = 256;

  /** Members' numbers are 1 to this: the last octet but for the network's own and the broadcast. */
  public static final int MAX_MEMBER = 254;

  /** 10.213.0.0/16. */
  private static final int V4 = 10 << 24 | 213 << 16;

  /** fd73:6c69:7270::/48 (RFC 4193): spells "slirp"; drawn once, as nothing leaves the machine. */
  private static final long V6 = 0xfd73_6c69_7270_0000L;

  /** The pool as the relays see it. */
  static final AddressPool ADDRESSES =
      new AddressPool(IpAddress.v4(V4), 16, new IpAddress(V6, 0), 48);

  private Pool() {}

  /** Tells whether an IPv4 address is of the pool. */
  static boolean covers(int address) {
    return address >>> 16 == V4 >>> 16;
  }

  /** Tells whether the first half of an IPv6 address is of the pool. */
  static boolean covers(long high) {
    return high >>> 16 == V6 >>> 16;
  }

  /** Tells whether an address of either family is of the pool. */
  public static boolean covers(IpAddress address) {
    return address.isV4() ? covers(address.v4Bits()) : covers(address.high());
  }

  /** Returns the index of the network that an address of the pool, or its first half, is of. */
  static int network(long address) {
    return (int) (address >>> 8) & 0xff;
  }

  /** Returns the member's number in an address of the pool, or in its first half. */
  static int member(long address) {
    return (int) address & 0xff;
  }

  /** Returns a member's IPv4 address. */
  static int v4(int network, int member) {
    return V4 | network << 8 | member;
  }

  /** Returns the first half of a member's IPv6 addresses. */
  static long v6(int network, int member) {
    return V6 | network << 8 | member;
  }
}
