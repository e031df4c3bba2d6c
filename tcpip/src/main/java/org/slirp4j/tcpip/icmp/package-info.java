/**
 * ICMP (RFC 792): echo, and errors in both directions.
 *
 * <p>{@link org.slirp4j.tcpip.icmp.IcmpInput} answers echo requests to the stack's own addresses
 * itself and makes flows of the others. {@link org.slirp4j.tcpip.icmp.IcmpErrors} tells the
 * container what became of its packets: of one that is at hand, or of one that is known by its flow
 * only, whose header is then written anew to be quoted. Errors about the stack's own packets go to
 * TCP, which knows whether to believe them.
 *
 * <p>Echo flows live 60 s after their last request (RFC 5508, REQ-2). Timestamp, address mask and
 * information requests, redirects and source quenches are counted and ignored.
 */
@NullMarked
package org.slirp4j.tcpip.icmp;

import org.jspecify.annotations.NullMarked;
