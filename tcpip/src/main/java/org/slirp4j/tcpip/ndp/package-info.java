/**
 * Neighbour discovery for IPv6 (RFC 4861): ARP's sibling, and the router that tells the container
 * its prefix.
 *
 * <p>{@link org.slirp4j.tcpip.ndp.Ndp} takes the container's messages. It defends and answers for
 * the stack's own addresses and for no others, so that the container's duplicate address detection
 * (RFC 4862, 5.4) finds nothing. What it learns goes to {@link org.slirp4j.tcpip.link.Neighbours};
 * it asks for addresses when the {@link org.slirp4j.tcpip.link.Resolver} wants one.
 *
 * <p><b>Advertisements.</b> {@code RouterAdvertiser} tells of the router, its prefix, MTU and name
 * server:
 *
 * <pre>
 *   first IPv6 frame of the container      at once
 *   a frame from "::": an interface        at once, or 3 s after the last one
 *     or an address is coming up
 *   router solicitation                    at once to the sender; from "::" as above
 *   else                                   twice after 16 s, then every 200 to 600 s
 * </pre>
 *
 * So the container's address is there before its first process looks, and it does not wait for its
 * kernel's first solicitation, which comes a second or two later.
 *
 * <p>Not done: unreachability detection (the link has two ends and one of them is the stack),
 * redirects, proxying, advertisements' time-outs when the stack goes (its process is gone then).
 */
@NullMarked
package org.slirp4j.tcpip.ndp;

import org.jspecify.annotations.NullMarked;
