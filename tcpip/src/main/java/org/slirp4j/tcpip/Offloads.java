package org.slirp4j.tcpip;

/**
 * What the device does for the stack on frames to the container.
 *
 * @param checksum it completes transport checksums
 * @param tcpV4 it cuts TCP super-segments over IPv4 (needs {@code checksum})
 * @param tcpV6 it cuts TCP super-segments over IPv6 (needs {@code checksum})
 * @param udp it cuts UDP super-datagrams (needs {@code checksum})
 */
public record Offloads(boolean checksum, boolean tcpV4, boolean tcpV6, boolean udp) {
  /** A device that takes finished packets only. */
  public static final Offloads NONE = new Offloads(false, false, false, false);

  /** A device with everything. */
  public static final Offloads ALL = new Offloads(true, true, true, true);
}
