package org.slirp4j.tcpip.ip;

import org.slirp4j.tcpip.IcmpError;

/** Whom the internet layer tells why a packet went no further, for him to tell the sender. */
public interface PacketErrors {
  /**
   * A packet, or a first fragment, is dropped here.
   *
   * @param error why, in terms of either family
   */
  void onDropped(InboundPacket packet, IcmpError error);

  /**
   * A field of an IPv6 packet makes no sense.
   *
   * @param code of the ICMPv6 parameter problem (RFC 4443, 3.4; RFC 7112, 5)
   * @param at where in the packet's buffer the field is
   * @param alsoToGroups the sender is told although the packet was for a group
   */
  void onParameterProblem(InboundPacket packet, int code, int at, boolean alsoToGroups);
}
