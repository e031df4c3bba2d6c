package org.slirp4j.tcpip;

/** How a container's SYN or datagram is turned away. */
public enum Refusal {
  /** RST for TCP, ICMP port unreachable for UDP: nothing listens there. */
  PORT_UNREACHABLE,
  /** ICMP network unreachable (RFC 792, type 3 code 0). */
  NET_UNREACHABLE,
  /** ICMP host unreachable (type 3 code 1). */
  HOST_UNREACHABLE,
  /** ICMP communication administratively prohibited (RFC 1812, type 3 code 13). */
  PROHIBITED,
  /** No answer at all: the far end did not answer either. */
  SILENCE
}
