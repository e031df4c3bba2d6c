package org.slirp4j.tcpip.icmp;

/** Who is told of ICMP errors that the container sent about the stack's TCP segments. */
public interface IcmpErrorListener {
  /**
   * The container, or a router in it, could not use a segment that the stack sent. Anybody in the
   * container can have made this up: the sequence number is to be checked against what is in flight
   * (RFC 5927, 4.1).
   *
   * @param type ICMP type: 3 destination unreachable, 11 time exceeded, 12 parameter problem
   * @param code the type's code
   * @param mtu the next hop's MTU in bytes with type 3 code 4, else 0; may be 0 with that as well
   * @param sequence the quoted segment's sequence number
   */
  void onIcmpError(
      int type,
      int code,
      int mtu,
      long guestHigh,
      long guestLow,
      int guestPort,
      long peerHigh,
      long peerLow,
      int peerPort,
      int sequence,
      long now);
}
