/**
 * The DNS relay behind the DNS alias.
 *
 * <p>{@link org.slirp4j.portfwd.dns.ResolvConf} knows the host's name servers and reads the file
 * again when it has changed. {@link org.slirp4j.portfwd.dns.DnsRelay} holds the queries in flight;
 * each is a {@link org.slirp4j.portfwd.dns.DnsQuery} that goes through the servers:
 *
 * <pre>
 *   ask the server that answered last, else the first
 *     good answer                    → to the container; that server is asked first from now on
 *     SERVFAIL or REFUSED            → kept; ask the next
 *     ICMP error, no way to it       → ask the next
 *     silence for attemptMillis      → ask the next, and still listen to this one
 *   each silent server is asked twice; answers are taken until totalMillis
 *   nobody answered well             → the kept answer, or a SERVFAIL made of the query
 * </pre>
 *
 * <p>The aliases of both families lead to the same servers, of whichever family those are: the
 * answer comes from the alias that was asked.
 *
 * <p><b>Against forged answers</b> (RFC 5452): each server asked gets a socket of its own, so that
 * the kernel picks a random port; the socket is connected, so that only that server's answers
 * arrive; and they must carry the query's ID, which is the container's own.
 *
 * <p>Only the 12-byte header is looked at. Everything after it, EDNS among it, passes unseen in
 * both directions at any length up to 65,507 bytes, a set TC bit included: the container then comes
 * again by TCP, which {@link org.slirp4j.portfwd.tcp.TcpRelay} takes to the same servers.
 */
@NullMarked
package org.slirp4j.portfwd.dns;

import org.jspecify.annotations.NullMarked;
