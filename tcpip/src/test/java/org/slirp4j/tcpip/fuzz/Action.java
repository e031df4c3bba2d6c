package org.slirp4j.tcpip.fuzz;

/** What one byte of a program can mean. */
enum Action {
  /** The container sends a TCP segment that fits its connection, or nearly. */
  SEGMENT,

  /** The container sends a UDP datagram. */
  DATAGRAM,

  /** The container sends an echo request. */
  ECHO,

  /** The container sends a fragment of IPv4 or IPv6. */
  FRAGMENT,

  /** The container sends a message of neighbour discovery. */
  DISCOVERY,

  /** The container sends an ICMP error that quotes what it was sent last, or nearly. */
  QUOTED_ERROR,

  /** The container sends an ARP packet. */
  ARP,

  /** A DHCP client in the container sends a message. */
  DHCP,

  /** The container sends an IP packet with any payload, options or extension headers. */
  PACKET,

  /** The container sends any bytes. */
  FRAME,

  /** The next frame of the container is damaged on its way. */
  DAMAGE,

  /** Time passes. */
  TIME,

  /** A TCP relay acts. */
  TCP_RELAY,

  /** A UDP relay acts. */
  UDP_RELAY,

  /** An echo relay acts. */
  ECHO_RELAY,

  /** Relays change what they do within events. */
  HABITS,

  /** The world opens a connection to the container. */
  CONNECT,

  /** The world asks for a UDP port of the container. */
  UDP_FLOW,

  /** The device has room for a few frames only at the next emission. */
  DEVICE,

  /** Memory becomes scarce, or is there again. */
  FAMINE
}
