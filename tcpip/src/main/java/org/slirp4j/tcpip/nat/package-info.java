/**
 * One-to-one address translation between containers that have the same address inside.
 *
 * <p><b>Goal.</b> Every container is 10.0.2.100 to itself. In a named network each has an address
 * of its own as well, by which the others know it. A packet from one to another leaves with the
 * sender's inside address and the receiver's outside one, and has to arrive with the sender's
 * outside address and the receiver's inside one:
 *
 * <pre>
 *              source            destination
 *   sent       10.0.2.100        10.213.1.3          by 10.213.1.2
 *   received   10.213.1.2        10.0.2.100          by 10.213.1.3
 * </pre>
 *
 * <p><b>Stateless.</b> Both addresses are replaced in place and every checksum that covers them is
 * adjusted by the difference (RFC 1624), in fragments' first parts and in super-segments alike; no
 * table, no time-out, no port is involved. IPv6 replaces the upper halves of the addresses and
 * leaves the interface identifiers (as RFC 6296 does), so that all of a container's addresses work.
 * Transport is between the two kernels: nothing here knows a connection.
 *
 * <p><b>What passes.</b> A sender can send any frame. It reaches its neighbour only when its
 * headers are whole and agree with each other, and nothing but the packet itself: no source route,
 * no ICMP but echoes and errors (RFC 4890, 4.3; the messages of a link, such as a neighbour
 * advertisement, would change whom the receiver talks to), and of errors only those about what the
 * receiver has sent to that very sender: those would otherwise be a way into the receiver's other
 * flows (RFC 5927). What is left to devices ({@link org.slirp4j.tcpip.nat.Offload}) has to be what
 * can be left of such a packet; a checksum to complete in a wrong place would write over its
 * addresses.
 *
 * <p><b>Errors.</b> What ICMP errors quote is translated back, so that path MTU discovery and
 * refused datagrams work across (RFC 5508, REQ-3 and REQ-4). The quoted transport checksum is left
 * as it is (deviation from REQ-3 c: nobody verifies it, and most of what it covers is not there).
 *
 * <p><b>Hop limits</b> are not lowered: the two are neighbours, on one network.
 */
@NullMarked
package org.slirp4j.tcpip.nat;

import org.jspecify.annotations.NullMarked;
