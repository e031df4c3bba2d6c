/**
 * The Ethernet segment that the stack shares with one container: who is where, and what waits to be
 * sent.
 *
 * <p>{@link org.slirp4j.tcpip.link.Neighbours} learns link addresses from whatever comes in, so an
 * answer to somebody who spoke first needs no question. What is for an address that has not spoken
 * yet (a port forward to a silent container) goes by the {@link org.slirp4j.tcpip.link.Resolver}:
 *
 * <pre>
 *   datagram, reset ──▶ Resolver.hold ─┐                    ┌─▶ sent, the moment the address is known
 *                                      ├─ 3 questions, 1 s ─┤
 *   TCP connection  ──▶ Resolver.ask  ─┘                    └─▶ dropped, or the connection ended
 * </pre>
 *
 * An address that cannot be on the link fails at once. {@link org.slirp4j.tcpip.link.Arp} asks for
 * IPv4 and answers for the stack's own addresses and for nobody else's, because an answer for an
 * address that the container is about to take would make its conflict detection fail (RFC 5227).
 * {@link org.slirp4j.tcpip.link.FrameQueue} holds datagrams and control frames until the next emit;
 * TCP segments never wait there.
 *
 * <p><b>Limits.</b> {@code Neighbours.MAX_NEIGHBOURS} addresses known, {@code Resolver.MAX_PENDING}
 * asked for, {@code Resolver.MAX_HELD_PACKETS} waiting for each.
 *
 * <p>Not done: an entry has no age; a container that gets another link address is believed when it
 * next speaks. VLAN tags, IEEE 802.3 length framing.
 */
@NullMarked
package org.slirp4j.tcpip.link;

import org.jspecify.annotations.NullMarked;
