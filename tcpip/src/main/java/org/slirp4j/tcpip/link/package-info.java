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
 * <p><b>Who moves</b> is believed when it next speaks, whatever it says. Who was not heard of for
 * {@code Neighbours.QUIET_NANOS} is asked about when something is sent to it, and sent to where it
 * was until an answer says otherwise.
 *
 * <p><b>Not done.</b> The states of unreachability detection (RFC 4861, 7.3): the link has two ends
 * and one of them is the stack, so an address that does not answer is at worst no longer there, and
 * those who send to it have time-outs of their own. Answers are not compared with who was believed
 * before: a program that may send any frame can take over its own container's traffic, until the
 * honest one speaks. Proxy and inverse ARP, VLAN tags, IEEE 802.3 length framing.
 */
@NullMarked
package org.slirp4j.tcpip.link;

import org.jspecify.annotations.NullMarked;
