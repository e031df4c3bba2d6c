/**
 * ICMP (RFC 792) and ICMPv6 (RFC 4443): echo, and errors in both directions.
 *
 * <p>{@link org.slirp4j.tcpip.icmp.IcmpInput} and {@link org.slirp4j.tcpip.icmp.Icmpv6Input} answer
 * echo requests to the stack's own addresses themselves and make flows of the others. {@link
 * org.slirp4j.tcpip.icmp.IcmpErrors} tells the container what became of its packets, with the help
 * of {@code Icmpv4Errors} and {@code Icmpv6Errors}: of one that is at hand, or of one that is known
 * by its flow only, whose header is then written anew to be quoted. One limit on their rate holds
 * for both families. Errors about the stack's own packets go to TCP, which knows whether to believe
 * them.
 *
 * <p>What an error means is said in the terms of IPv4 everywhere else ({@link
 * org.slirp4j.tcpip.IcmpError}). Neighbour discovery goes to a {@link
 * org.slirp4j.tcpip.icmp.NeighbourDiscovery}.
 *
 * <p>{@code IcmpReceiver} and {@code ErrorWriter} are what the two families have in common.
 *
 * <p>Echo flows live 60 s after their last request (RFC 5508, REQ-2). Timestamp, address mask and
 * information requests, redirects, source quenches and reports of multicast listeners are counted
 * and ignored.
 */
@NullMarked
package org.slirp4j.tcpip.icmp;

import org.jspecify.annotations.NullMarked;
