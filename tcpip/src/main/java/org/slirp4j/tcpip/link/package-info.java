/**
 * The Ethernet segment that the stack shares with one container: who is where, and what waits to be
 * sent.
 *
 * <p>{@link org.slirp4j.tcpip.link.Neighbours} learns link addresses from whatever comes in, so the
 * stack never has to ask: it answers only those who spoke first. {@link org.slirp4j.tcpip.link.Arp}
 * answers for the stack's own addresses and for nobody else's, because an answer for an address
 * that the container is about to take would make its conflict detection fail (RFC 5227). {@link
 * org.slirp4j.tcpip.link.FrameQueue} holds datagrams and control frames until the next emit; TCP
 * segments never wait there.
 *
 * <p>Not done: ARP requests of the stack's own, VLAN tags, IEEE 802.3 length framing.
 */
@NullMarked
package org.slirp4j.tcpip.link;

import org.jspecify.annotations.NullMarked;
