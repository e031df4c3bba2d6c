/**
 * The DNS relay behind the DNS alias: a proxy in the sense of RFC 5625.
 *
 * <h2>Theory of operation</h2>
 *
 * <pre>
 *   container                                                              name servers of the host
 *   UDP  DatagramAsker ─┐                                     ┌─ DatagramAttempt  a socket per query
 *                       ├─▶ DnsRelay ─▶ DnsQuery ─▶ each server in turn
 *   TCP  DnsStream ─────┘      │                              └─ StreamAttempt ─▶ ServerStream
 *                              │                                            one connection a server
 *                              ├─ LocalNames: host.containers.internal and the like
 *                              ├─ OtherNames: NameSources, such as other containers
 *                              └─ AnswerCache
 * </pre>
 *
 * {@link org.slirp4j.portfwd.dns.DnsRelay} takes messages from both transports and knows the
 * bounds; {@link org.slirp4j.portfwd.dns.ResolvConf} knows the host's name servers and reads the
 * file again when it has changed, which also empties the cache. A query that cannot be answered
 * here becomes a {@link org.slirp4j.portfwd.dns.DnsQuery}, which asks by the transport that it came
 * by:
 *
 * <pre>
 *   ask the first server
 *     good answer                    → to the container, and into the cache
 *     SERVFAIL or REFUSED            → kept; ask the next
 *     ICMP error, RST, no way to it  → ask the next; the server is in doubt
 *     silence for attemptMillis      → ask the next, and still listen to this one; it is in doubt
 *   each silent server is asked twice; answers are taken until totalMillis
 *   nobody answered well             → the kept answer, or a SERVFAIL made of the query
 * </pre>
 *
 * <p><b>Servers in doubt</b> are asked last for {@link
 * org.slirp4j.portfwd.dns.NameServer#DOUBT_NANOS}. Then one query finds out: it asks the server in
 * its old place, but waits for it only 0.1 s before it asks the next. When all are in doubt, all
 * are asked that close together. An answer ends the doubt. UDP and TCP have doubts of their own. A
 * SERVFAIL or REFUSED is none: it is about a name, and to prefer another server for it would change
 * the answers of networks whose servers do not know the same names. The file's order is kept for
 * the same reason, and its {@code options timeout, attempts, rotate} do not count: the container's
 * own resolver has such options.
 *
 * <p><b>Families.</b> The aliases of both families lead to the same servers, of whichever family
 * those are, a link-local one on its interface among them: the answer comes from the alias that was
 * asked.
 *
 * <p><b>What is read of messages</b>: header, question, the OPT record, and for the cache where
 * records begin and end. Everything else, unknown opcodes, types and options among it, passes
 * unchanged in both directions up to 65,535 bytes (RFC 5625, 4), a set TC bit included: the
 * container then comes again by TCP. No compression pointer is ever followed. A query that has not
 * exactly one question that can be read is answered FORMERR here (RFC 9619), a DSO session NOTIMP.
 *
 * <p><b>Against forged answers</b> (RFC 5452): each server asked by UDP gets a connected socket of
 * its own, so that the kernel picks a random port and only that server's answers arrive; the query
 * has a random ID outside, drawn from the kernel, instead of the container's; and the answer must
 * repeat the question, to the case of each letter. One without a question may only say no.
 *
 * <p><b>TCP</b> (RFC 7766) is relayed message by message, so that it fails over like UDP. A
 * container's connection may have many queries on the way, gets answers as they come, and may end
 * its side first. All queries to one server share one connection, which ends with the container's
 * last one, or when nobody has used it for a few seconds, and is made anew when the server ends it
 * between queries. A zone transfer is passed on message after message.
 *
 * <p><b>The cache</b> keeps whole answers by name, type, the RD, AD and CD bits, EDNS and DO, for
 * the least TTL of their records; negative ones as the SOA says (RFC 2308), or not at all. TTLs run
 * down in what is handed out. Not kept: failures, truncated answers, TTL 0, questions and answers
 * with EDNS options (client subnets and the like) or signatures, other classes than IN, and what is
 * too long. It is small because the host's resolver mostly has one, too. An answer that is longer
 * than a client takes by UDP is not found, so that the name server itself truncates it.
 *
 * <p><b>The host's names</b> are the gateway's also where the container may not talk to the host
 * ({@code --disable-host-loopback}): it is told "network unreachable" at once then, and the names
 * never reach a name server outside. Other types of these names have no data.
 *
 * <p><b>Names of addresses</b> in the container's own network, and in those that it has with
 * others, are told here or do not exist: no name server hears of them (RFC 6303).
 *
 * <h2>Bounds</h2>
 *
 * <table>
 *   <caption>What a container can take</caption>
 *   <tr><td>queries in flight</td><td>{@code ResolverConfig.maxQueries}, 1 MiB; the oldest is
 *       answered SERVFAIL</td></tr>
 *   <tr><td>sockets of queries</td><td>{@link org.slirp4j.portfwd.dns.DnsRelay#MAX_SOCKETS}</td></tr>
 *   <tr><td>connections</td><td>{@link org.slirp4j.portfwd.dns.DnsRelay#MAX_STREAMS}; the oldest is
 *       cut, and whichever sends or gets nothing whole for {@code totalMillis} is ended</td></tr>
 *   <tr><td>queries of a connection</td><td>{@link
 *       org.slirp4j.portfwd.dns.DnsStream#MAX_PIPELINED}; the rest waits in its window</td></tr>
 *   <tr><td>answers not read</td><td>{@link
 *       org.slirp4j.portfwd.dns.DnsRelay#MAX_UNREAD_BYTES}, then the connection is cut</td></tr>
 *   <tr><td>cache</td><td>{@link org.slirp4j.portfwd.dns.AnswerCache#MAX_ENTRIES}, {@link
 *       org.slirp4j.portfwd.dns.AnswerCache#MAX_BYTES}</td></tr>
 * </table>
 *
 * Nothing of it is there before the first query. Messages are heap arrays: they are few, short, and
 * read octet by octet.
 *
 * <h2>Why not Netty's DNS codec</h2>
 *
 * It decodes every record into objects and encodes them again, so that a proxy would change what it
 * does not understand (RFC 5625, 4: it must not); it throws at hostile messages and it follows
 * compression pointers. What is needed here is less than what it would take to keep it from that.
 *
 * <h2>Not done</h2>
 *
 * <ul>
 *   <li>UDP queries are not asked again by TCP when no server answers by UDP: RFC 7766, 5 lets a
 *       client do that, and the container's resolver is the one ({@code options use-vc}).
 *   <li>Failures are not remembered (RFC 9520): the name server that fails does that, and a
 *       container that starts before its host's network is not to wait longer than that.
 *   <li>Equal queries in flight are not joined: each gets its own answer.
 *   <li>Cookies: ours is a server without (RFC 7873), and takes them out of what it passes on.
 *       SIG(0) signatures, which cover the ID (RFC 2931), and DSO sessions (RFC 8490). TSIG carries
 *       the ID itself (RFC 8945, 5.1) and passes.
 *   <li>A zone transfer that the container reads more slowly than the server sends is cut at the
 *       bound on answers not read.
 *   <li>Encrypted transports are between the host's resolver and the world.
 * </ul>
 */
@NullMarked
package org.slirp4j.portfwd.dns;

import org.jspecify.annotations.NullMarked;
