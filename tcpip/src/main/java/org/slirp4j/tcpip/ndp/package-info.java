/**
 * Neighbour discovery for IPv6 (RFC 4861): ARP's sibling, and the router that tells the container
 * its prefix.
 *
 * <p>{@link org.slirp4j.tcpip.ndp.Ndp} takes the container's messages. It defends and answers for
 * the stack's own addresses and for no others, so that the container's duplicate address detection
 * (RFC 4862, 5.4) finds nothing. What it learns goes to {@link org.slirp4j.tcpip.link.Neighbours};
 * it asks for addresses when the {@link org.slirp4j.tcpip.link.Resolver} wants one.
 *
 * <p><b>Advertisements.</b> {@code RouterAdvertiser} tells of the router, its prefix, MTU, name
 * server and search list (RFC 8106), and, by the flags M and O, whether {@link
 * org.slirp4j.tcpip.dhcp} serves the same. A kernel makes itself addresses whatever these flags
 * say; clients that obey them find what they are sent for. The search list is asked for anew for
 * each advertisement. When:
 *
 * <pre>
 *   before the first solicitation          never
 *   router solicitation                    at once to the sender
 *     from "::", or too many of them       at once to all, or 3 s after the last one
 *   afterwards                             up to three times every 16 s, then every 200 to 600 s
 * </pre>
 *
 * Nobody hears of the router without asking, because a kernel asks as soon as it has an address to
 * ask from: at once where it does not look for duplicates (podman switches that off), else after a
 * second or two. One that had a default route before would have no source for what it sends there;
 * programs would wait for connections that never begin, instead of hearing that the network is
 * unreachable and trying IPv4.
 *
 * <p><b>Hostile messages</b> end in a counter: advertisements that nobody asked for and that are
 * about nobody known, other routers, redirects, whatever claims the stack's own addresses. Nothing
 * that comes from one station goes to another, so the container's search for duplicates cannot be
 * disturbed from here; answers to solicitations of routers are limited to one every {@code
 * RouterAdvertiser.MIN_UNICAST_DELAY_NANOS} and, to all, one every {@code MIN_DELAY_NANOS}.
 *
 * <p><b>Not done.</b> Unreachability detection ({@link org.slirp4j.tcpip.link} tells why, and what
 * there is instead), SEND (RFC 3971), the anycast address of the network's routers (RFC 4291,
 * 2.6.1: the gateway's name is known), redirects and proxying (there is one router and one link),
 * the random delay of up to 0.5 s before an answer to a solicitation (RFC 4861, 6.2.6: there are no
 * other routers to collide with), a last advertisement of lifetime zero when the stack goes (its
 * link goes with it).
 */
@NullMarked
package org.slirp4j.tcpip.ndp;

import org.jspecify.annotations.NullMarked;
