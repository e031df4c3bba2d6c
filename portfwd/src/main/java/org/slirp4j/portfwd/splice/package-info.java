/**
 * Forwarding that skips the TAP: a client's connection on the host and one inside the container,
 * made from a socket that belongs to the container's namespace, and the kernel moves bytes from the
 * one to the other.
 *
 * <h2>Theory of operation</h2>
 *
 * <pre>
 *   client ── connect ─▶ accepted socket ─┐               ┌─ socket inside ── connect ─▶ service
 *                                         Side ⇄ Side                 over the container's own lo
 *                                           SpliceRelay
 * </pre>
 *
 * <b>Sockets inside.</b> {@link org.slirp4j.portfwd.splice.InsideSockets} makes them, by a child
 * process that joins the namespaces: a quarter of a millisecond for a batch. {@code SocketPool}
 * keeps some beforehand and has the next batch made, on another thread, before they run out. A
 * client for whom none is left waits for the batch; where none can be made, it takes the way over
 * the TAP. A process that is about to confine itself makes a number of them beforehand ({@link
 * org.slirp4j.portfwd.splice.ReservedSockets}) and uses them for ever ({@code LentSockets}):
 * connect(2) to AF_UNSPEC makes a TCP socket new. The kernel's own stack in the namespace does the
 * rest: nobody listens, and it says so at once. Which port it comes from is narrowed to a few
 * ({@code InsidePorts}): the kernel's own search takes long when many have come before.
 *
 * <p><b>Bytes.</b> Small messages are copied through one buffer that all connections share: recv,
 * send, two system calls. A read that fills the buffer is a sign of more, and from then on pages
 * move by splice(2) through a pipe, until little comes. What the receiver does not take stays in
 * that pipe, and nothing more is read. Pipes are few ({@code Pipes}), because a user may only have
 * so much memory in them; when slow receivers hold them all, a message is looked at (MSG_PEEK),
 * sent as far as it goes, and only that much is taken.
 *
 * <p><b>Turns.</b> A direction moves a bounded number of bytes, then asks epoll to be told again,
 * and so takes its turn behind all who are ready.
 *
 * <p><b>Ends.</b> The end of one stream is passed on when all its bytes are; the other goes on. A
 * reset, or any failure, resets the other connection: bytes that came before it get a moment to be
 * read.
 *
 * <p><b>Memory.</b> An idle connection holds no pipe and no buffer: two descriptors, and 550 bytes
 * of objects.
 *
 * <h2>Not done</h2>
 *
 * Urgent bytes stay in the stream, but are not urgent at the other end.
 */
@NullMarked
package org.slirp4j.portfwd.splice;

import org.jspecify.annotations.NullMarked;
