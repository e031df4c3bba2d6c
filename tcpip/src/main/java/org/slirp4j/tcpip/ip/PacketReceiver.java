package org.slirp4j.tcpip.ip;

/** A transport protocol's input. */
public interface PacketReceiver {
  /** Takes a whole packet whose IP header is in order; it is the caller's again on return. */
  void onPacket(InboundPacket packet, long now);
}
