/**
 * UDP relays: one host socket for each UDP port of the container.
 *
 * <p><b>Mapping</b> is endpoint-independent (RFC 4787, REQ-1): {@link
 * org.slirp4j.portfwd.udp.UdpRelay} keeps one unconnected socket for all destinations of a guest
 * port, made when its first datagram leaves. How long a mapping lives while it is idle is the
 * stack's business.
 *
 * <p><b>Filtering</b> is endpoint-independent as well (RFC 4787, REQ-8, recommended where
 * transparency for applications matters most): whoever sends to the host's port reaches the
 * guest's, which is what peer-to-peer programs rely on. Senders that the policy hides from the
 * container are dropped, so that with the host's loopback out of reach no local program can answer
 * either; and so are senders outside with an address of the container's own network, who would pass
 * for an alias.
 *
 * <p><b>Aliases</b>: what the container sends to the gateway goes to 127.0.0.1 or ::1, and what
 * comes from there carries the gateway's address. Queries to the DNS alias go to {@link
 * org.slirp4j.portfwd.dns.DnsRelay} and never see this package's sockets.
 *
 * <p><b>Forwards</b> share the container's ports with its own flows: each datagram of the
 * container's is offered to the {@link org.slirp4j.portfwd.udp.ReturnPath} first, which takes what
 * goes to a forward's client.
 *
 * <p><b>Families</b>: a guest's port is one of an IPv4 or of an IPv6 address, and its host socket
 * is of the same family and hears no other (IPV6_V6ONLY).
 *
 * <p><b>Errors</b>: ICMP messages that a datagram met outside are read from the socket's error
 * queue and handed to the container (RFC 5508, REQ-4); so are the kernel's own refusals, such as a
 * missing route. They do not end the mapping (RFC 4787, REQ-12).
 *
 * <p>Not done: the guest port's number and parity are not kept outside (RFC 4787, REQ-3a and REQ-4,
 * deviation: other containers and the host itself have their ports too); TTL and DF of the
 * container's datagrams are not carried over.
 */
@NullMarked
package org.slirp4j.portfwd.udp;

import org.jspecify.annotations.NullMarked;
