/**
 * What stands between the protocol machine's flows and the host's sockets.
 *
 * <p><b>Theory of operation.</b> {@link org.slirp4j.portfwd.Relays} is what a stack calls when the
 * container opens something ({@link org.slirp4j.tcpip.Uplink}). It asks the policy where the flow
 * really goes and hands it to a relay, which from then on gets the flow's events on one side and a
 * host socket's on the other:
 *
 * <pre>
 *            Uplink                  policy.Destinations: alias? prohibited?
 *   Stack ─────────────▶ Relays ───▶ tcp.TcpRelay ────▶ one host connection per flow
 *     ▲                         ───▶ udp.UdpRelay ────▶ one host socket per guest port
 *     │ Emission                ───▶ dns.DnsRelay ────▶ one socket per query and name server
 *     └──────────────────────── ───▶ echo.EchoRelay ──▶ one ping socket per echo flow
 *                                         └─ all through host.HostSockets, on one event loop
 * </pre>
 *
 * <p>The other way round, {@link org.slirp4j.portfwd.forward.Forwards} takes clients of the host's
 * ports into the container ({@link org.slirp4j.tcpip.Downlink}); {@link org.slirp4j.portfwd.api} is
 * where callers ask for such ports.
 *
 * <p><b>Threads.</b> There is one, the loop's: the stack, its relays and their sockets live on it,
 * and nothing here is shared with another, counters read from outside excepted.
 *
 * <p><b>Emission.</b> A relay that acts on a host socket's event changes flows, whose frames leave
 * when the stack emits; {@link org.slirp4j.portfwd.config.Emission} asks its owner to do that once
 * at the end of the turn.
 *
 * <p><b>Memory.</b> TCP relays hold no bytes: what the host does not take stays in the stack, what
 * the container does not take stays in the host's kernel. Datagrams wait nowhere. Sockets, DNS
 * queries and reads per turn have bounds: {@link org.slirp4j.portfwd.config}.
 *
 * <p><b>Two families.</b> Addresses travel in one 128-bit form, and a flow stays within its family
 * outside as well: an IPv6 flow gets IPv6 sockets. What knows them apart is {@code
 * host.SocketAddresses}, {@code host.ErrorQueue} (ICMP and ICMPv6) and the policy, which has a
 * {@code GuestNetwork} for each. Only DNS crosses over: the aliases of both families lead to the
 * same name servers. On a host without IPv6 the container is told at once that the network is
 * unreachable, so that its programs fall back to IPv4.
 */
@NullMarked
package org.slirp4j.portfwd;

import org.jspecify.annotations.NullMarked;
