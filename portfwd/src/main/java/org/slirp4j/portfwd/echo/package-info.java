/**
 * Ping beyond the stack's own addresses: one unprivileged ICMP socket for each echo flow of the
 * container.
 *
 * <p>Linux lets ordinary users have {@code socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP)} when their
 * group is within {@code net.ipv4.ping_group_range}, which rules over {@code AF_INET6} and {@code
 * IPPROTO_ICMPV6} as well; the kernel picks the identifier outside, fills in the checksum and
 * delivers the replies to that identifier only. Sequence numbers and payload pass as they are.
 * Where the host forbids it, one line says so and what to do, and pings stay unanswered.
 *
 * <p>The container's TTL or hop limit, less the hop that the stack is, its traffic class and DF are
 * given to the outside packet ({@link org.slirp4j.portfwd.host.SentMarks}), and errors that routers
 * report are handed back from the socket's error queue: {@code traceroute -I}, {@code mtr} and
 * {@code ping -M do} work. Requests without a hop left have been answered by the stack.
 */
@NullMarked
package org.slirp4j.portfwd.echo;

import org.jspecify.annotations.NullMarked;
