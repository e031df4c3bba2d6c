/**
 * Host sockets on the event loop, and the few system calls that they take.
 *
 * <p><b>Why not stock channels.</b> A proxy has to stop reading when its other side is slow, to
 * know the errno of a failed connect and to read a datagram socket's error queue; Netty's channels
 * do none of the three. So a {@link org.slirp4j.portfwd.host.HostSocket} is a bare descriptor that
 * sits on Netty's loop as an {@code EpollIoHandle}. Streams go through Netty's JNI ({@code
 * recvAddress}, {@code sendAddress}); what that does not have comes from {@link
 * org.slirp4j.tapdev.libc.SocketCalls} and {@link org.slirp4j.tapdev.libc.MessageCalls}.
 *
 * <p><b>Edge-triggered, subscribed once.</b> A socket is added to epoll one time, for all that it
 * will ever be asked about, with EPOLLET, and never changed: no system call to pause or resume, no
 * loop that spins on an end of stream, a hang-up or an error that cannot be dealt with yet. The
 * price is a rule that every {@link org.slirp4j.portfwd.host.ReadyHandler} keeps: an event is told
 * once, so whoever stops before the socket would block remembers that there is more. Reading may
 * stop at a read that returned less than was asked for, because bytes that come later make a new
 * event; unless a hang-up was told, after which it goes on to the end. An event may also be stale,
 * meant for a descriptor of the same number that was closed in the same turn: handlers take events
 * as hints and ask the socket.
 *
 * <p><b>Two families.</b> A socket is of its destination's family, {@code AF_INET6} ones are for
 * IPv6 alone, and the outbound address is bound per family, to all but what asks a name server of
 * the host itself.
 *
 * <p><b>Listening</b> sockets come from {@link org.slirp4j.portfwd.host.ServerSockets}; an {@link
 * org.slirp4j.portfwd.host.Acceptor} takes their connections, a few in a turn. When the system has
 * no descriptor left, which no event tells the end of, it looks again after a while.
 *
 * <p><b>Bounds.</b> {@link org.slirp4j.portfwd.host.HostSockets} makes all sockets, knows all that
 * are open, refuses to exceed its bound, and resets them all when the container is gone.
 *
 * <p><b>Datagrams</b> of all sockets of a loop go through one {@link
 * org.slirp4j.portfwd.host.DatagramReader}, one {@link org.slirp4j.portfwd.host.DatagramWriter} and
 * one {@link org.slirp4j.portfwd.host.ErrorQueue}, whose native structures are made once: memory
 * does not grow with the number of flows, and nothing is allocated per datagram.
 */
@NullMarked
package org.slirp4j.portfwd.host;

import org.jspecify.annotations.NullMarked;
