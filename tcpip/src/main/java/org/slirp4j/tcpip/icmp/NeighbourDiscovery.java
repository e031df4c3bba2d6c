package org.slirp4j.tcpip.icmp;

import org.slirp4j.tcpip.ip.InboundPacket;

/** Who takes the messages of neighbour discovery (RFC 4861): ICMPv6 types 133 to 136. */
public interface NeighbourDiscovery {
  /**
   * Takes a message of 8 bytes or more, whose checksum is right. Its code, hop limit, source and
   * options are still to be looked at (RFC 4861, 6.1 and 7.1); its source may be "::", its
   * destination a group that the stack belongs to.
   */
  void onMessage(InboundPacket packet, long now);
}
