package org.slirp4j.tcpip.ip;

/** Numbers of transport protocols (RFC 790 and the registry that grew out of it). */
public final class Protocols {
  /** Internet Control Message Protocol. */
  public static final int ICMP = 1;

  /** Transmission Control Protocol. */
  public static final int TCP = 6;

  /** User Datagram Protocol. */
  public static final int UDP = 17;

  /** ICMP for IPv6 (RFC 4443). */
  public static final int ICMPV6 = 58;

  private Protocols() {}
}
