package org.slirp4j.portfwd.policy;

import org.slirp4j.tcpip.IpAddress;

/** The addresses that lead to the host's loopback, whatever they look like. */
public final class Loopback {
  /** First half of 127.0.0.1 and of ::1. */
  public static final long HIGH = 0;

  /** Second half of 127.0.0.1. */
  public static final long V4_LOW = IpAddress.v4Low(0x7f00_0001);

  /** Second half of ::1. */
  public static final long V6_LOW = 1;

  /** 127.0.0.1, which the IPv4 gateway address stands for. */
  public static final IpAddress V4 = new IpAddress(HIGH, V4_LOW);

  /** ::1, which the IPv6 gateway address stands for. */
  public static final IpAddress V6 = new IpAddress(HIGH, V6_LOW);

  private static final long V6_ANY_LOW = 0;

  private Loopback() {}

  /** Returns the loopback address of an address's family. */
  public static IpAddress sameFamilyAs(IpAddress address) {
    return address.isV4() ? V4 : V6;
  }

  /**
   * Tells whether dialling this address reaches the host's loopback: 127.0.0.0/8; 0.0.0.0/8, of
   * which Linux takes 0.0.0.0 for 127.0.0.1; ::1; and ::, which Linux takes for ::1.
   */
  public static boolean leadsTo(long high, long low) {
    if (IpAddress.isV4(high, low)) {
      int net = (int) low >>> 24;
      return net == 127 || net == 0;
    }
    return high == HIGH && (low == V6_ANY_LOW || low == V6_LOW);
  }
}
