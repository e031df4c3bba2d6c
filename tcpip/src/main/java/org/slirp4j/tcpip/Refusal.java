package org.slirp4j.tcpip;

/** How a container's SYN or datagram is turned away. */
public enum Refusal {
  /** RST for TCP, ICMP port unreachable for UDP: nothing listens there. */
  PORT_UNREACHABLE,
  /** ICMP network unreachable (RFC 792, type 3 code 0), ICMPv6 no route (RFC 4443, 1/0). */
  NET_UNREACHABLE,
  /** ICMP host unreachable (3/1), ICMPv6 address unreachable (1/3). */
  HOST_UNREACHABLE,
  /** ICMP communication administratively prohibited (RFC 1812, 3/13), ICMPv6 the same (1/1). */
  PROHIBITED,
  /** No answer at all: the far end did not answer either. */
  SILENCE
}
