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
 * <p>Not done: unreachability detection (the link has two ends and one of them is the stack),
 * redirects, proxying, advertisements' time-outs when the stack goes (its process is gone then).
 */
@NullMarked
package org.slirp4j.tcpip.ndp;

import org.jspecify.annotations.NullMarked;
