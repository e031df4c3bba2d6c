package org.slirp4j.tcpip;

/** Why a frame, or a piece of one, went no further. Each has a counter in {@link Counters}. */
public enum DropReason {
  /** Shorter than its headers say. */
  TRUNCATED,
  /** An Ethernet type that the stack does not speak. */
  UNKNOWN_ETHER_TYPE,
  /** Not addressed to the stack's link address, nor to a group. */
  WRONG_LINK_DESTINATION,
  /** From the stack's own link address, or from a group's. */
  BAD_LINK_SOURCE,
  /** An ARP packet that is malformed or nobody's business. */
  BAD_ARP,
  /** IP version, header length or total length is wrong. */
  BAD_IP_HEADER,
  /** The IP header's checksum is wrong. */
  BAD_IP_CHECKSUM,
  /**
   * A source that cannot be answered: group, loopback, zero or the stack's own (RFC 1122, 3.2.1.3).
   */
  BAD_SOURCE,
  /** A group or broadcast destination that nobody serves. */
  GROUP_DESTINATION,
  /** A destination that no network has: zero or loopback (RFC 1122, 3.2.1.3). */
  BAD_DESTINATION,
  /** Too many hops: the stack is the first, and the packet was not for it. */
  HOP_LIMIT_REACHED,
  /** Source-routed (RFC 7126, 4.3 and 4.4; RFC 5095). */
  SOURCE_ROUTED,
  /** IPv6 extension headers that are malformed, too many, or not to be passed over. */
  BAD_EXTENSION_HEADER,
  /** A fragment that overlaps, overflows or contradicts others. */
  BAD_FRAGMENT,
  /** A packet whose fragments did not all come in time, or made room. */
  REASSEMBLY_GIVEN_UP,
  /** To or from an address of a family that the other end does not have. */
  UNKNOWN_FAMILY,
  /** A transport protocol that the stack does not speak. */
  UNKNOWN_PROTOCOL,
  /** A TCP, UDP or ICMP checksum is wrong. */
  BAD_TRANSPORT_CHECKSUM,
  /** A TCP, UDP or ICMP header that contradicts itself. */
  BAD_TRANSPORT_HEADER,
  /** A message of neighbour discovery that contradicts itself or came from elsewhere. */
  BAD_DISCOVERY,
  /** A DHCP message that contradicts itself, comes by a relay or is for another server. */
  BAD_DHCP,
  /** A DHCP client that gets no address because others have them all. */
  NO_LEASE,
  /** An ICMP message of no use to the stack. */
  UNUSED_ICMP,
  /** Longer than its protocol allows. */
  TOO_LONG,
  /** A TCP segment outside the window. */
  UNACCEPTABLE_SEGMENT,
  /** A TCP segment that no connection wants and that gets no answer. */
  NO_CONNECTION,
  /** A flow table is full. */
  FLOW_LIMIT,
  /** A buffer pool is empty. */
  NO_MEMORY,
  /** For an address that is not in the container's network and never sent anything. */
  NOT_ON_LINK,
  /** For an address in the container's network for which nobody answered. */
  NEIGHBOUR_SILENT,
  /** Too many addresses are being asked for, or too many packets wait for one's answer. */
  NEIGHBOUR_LIMIT,
  /** The queue of frames to the container is full. */
  QUEUE_FULL,
  /** ICMP errors are being sent faster than their limit. */
  RATE_LIMITED
}
