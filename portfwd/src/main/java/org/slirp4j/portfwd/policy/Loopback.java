package org.slirp4j.portfwd.policy;

import org.slirp4j.tcpip.IpAddress;

/** The addresses that lead to the host's loopback, whatever they look like. */
public final class Loopback {
  /** First half of 127.0.0.1. */
  public static final long V4_HIGH = 0;

  /** Second half of 127.0.0.1. */
  public static final long V4_LOW = IpAddress.v4Low(0x7f00_0001);

  private static final long V6_ANY_LOW = 0;
  private static final long V6_LOOPBACK_LOW = 1;

  private Loopback() {}

  /**
   * Tells whether dialling this address reaches the host's loopback: 127.0.0.0/8; 0.0.0.0/8, of
   * which Linux takes 0.0.0.0 for 127.0.0.1; ::1; and ::, which Linux takes for ::1.
   */
  public static boolean leadsTo(long high, long low) {
    if (IpAddress.isV4(high, low)) {
      int net = (int) low >>> 24;
      return net == 127 || net == 0;
    }
    return high == 0 && (low == V6_ANY_LOW || low == V6_LOOPBACK_LOW);
  }
}
