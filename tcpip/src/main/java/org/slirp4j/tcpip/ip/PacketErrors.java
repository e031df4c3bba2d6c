package org.slirp4j.tcpip.ip;

/** Whom the internet layer tells why a packet went no further, for him to tell the sender. */
public interface PacketErrors {
  /**
   * A packet, or a first fragment, is dropped here.
   *
   * @param type the ICMP error's type
   * @param code its code
   */
  void onDropped(InboundPacket packet, int type, int code);
}
