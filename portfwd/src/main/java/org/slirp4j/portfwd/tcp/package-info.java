/**
 * TCP relays: one host connection for each TCP flow of the container, whoever opened it.
 *
 * <p><b>Connect first, answer later.</b> {@link org.slirp4j.portfwd.tcp.TcpConnector} dials while
 * the container's SYN waits, and the SYN is answered by what happened: SYN/ACK, RST, an ICMP error
 * or nothing. So connect(2) inside tells the truth.
 *
 * <p>The other way round, {@link org.slirp4j.portfwd.forward} has taken a client's connection
 * before the container is asked. The client's bytes stay in the kernel until the container has
 * answered; when it refuses, the client is reset at once, and when the client is reset meanwhile,
 * the container's connection is.
 *
 * <p><b>Then bytes both ways</b>, in {@link org.slirp4j.portfwd.tcp.TcpRelay}, which holds none
 * itself:
 *
 * <pre>
 *   container ─ onData ─▶ send(2) from the frame's own memory; what it does not take stays with the
 *                         stack, whose window closes; WRITABLE, or TopUp after a while
 *                         ─▶ flow.resume()
 *   container ◀─ commit ─ recv(2) into room that the stack gives; no room: not read, the kernel's
 *                         window closes; onSendRoom ─▶ reading goes on
 * </pre>
 *
 * <p><b>Endings</b> are carried as they are: a FIN inside becomes shutdown(SHUT_WR) after the last
 * byte, an end of stream outside becomes a FIN after the last byte, and the relay lives until both
 * have ended; a RST or a time-out on one side becomes a RST on the other. When the host's RST comes
 * with bytes before it, they are given a moment to leave: a server that answers and closes without
 * reading to the end must not lose its answer.
 *
 * <p><b>Traffic class</b> (RFC 9293, MUST-48): the host's SYN has that of the container's, later
 * segments follow it when it changes. In the other direction the kernel tells it of a client's SYN
 * only. ECN bits are each connection's own.
 *
 * <p>Not done: the hops of the container's segments are not carried over, because its SYN is not
 * the host's: {@code traceroute -T} sees the first hop and then the destination.
 *
 * <p>One relay reads a bounded number of bytes in a turn of the loop, then lets the others have
 * theirs.
 */
@NullMarked
package org.slirp4j.portfwd.tcp;

import org.jspecify.annotations.NullMarked;
