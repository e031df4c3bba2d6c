/**
 * Automatic forwards: what the container listens on appears on the host, and vanishes again.
 *
 * <p><b>Theory of operation.</b> A netlink socket that was made in the container's network
 * namespace asks the kernel for its sockets ({@code NETLINK_SOCK_DIAG}, what ss(8) uses), ten times
 * a second:
 *
 * <pre>
 *   SocketDump ── tcp4 tcp6 udp4 udp6, by state and port ──▶ kernel
 *       │ DiagSocket
 *       ▼
 *   Finder: filter? loopback alone? ours? ──▶ Services ── difference ──▶ Publisher ──▶ Forwards
 * </pre>
 *
 * <p><b>Why it asks again and again.</b> The kernel tells listeners of SKNLGRP_INET_TCP_DESTROY and
 * its like when a socket ends, a client's as well as a server's; of a socket that begins to listen
 * it tells nobody. So a dump is needed for what appears, and it shows what vanished at no further
 * cost, where events would cost one message for each connection that the container closes. State
 * and port are compared in the kernel, before it makes a message.
 *
 * <p><b>What it costs.</b> The four dumps take some 40 µs together when nothing is found (mostly
 * the walk through the kernel's tables, which all namespaces share), and 120 µs more for a thousand
 * sockets, once the code is compiled: a two-thousandth of a processor. A process with one idle
 * container stays in the interpreter, where a pass takes ten times that, three quarters of it
 * outside of the kernel: 4 ms in a second. The time between two passes grows with what is found, so
 * that no container makes them cost more than a fiftieth of the time; and a long pass is read in
 * parts between which the loop sees to others.
 *
 * <p><b>What is a service.</b> A listening TCP socket, or a UDP socket that is bound and not
 * connected, at all addresses of IPv4, of IPv6, of both ({@code [::]} without IPV6_V6ONLY), or at
 * an address in the container's network. What listens on 127.0.0.0/8, ::1 or the device lo never
 * is: who binds a service to loopback wants it to be reached from inside alone. Nor is what this
 * process itself has opened inside ({@link org.slirp4j.portfwd.auto.OwnPorts}). A UDP service whose
 * socket is connected to its client meanwhile stays.
 *
 * <p><b>Where it appears.</b> At the same port of 127.0.0.1 and ::1, unless the filter says
 * otherwise ({@link org.slirp4j.portfwd.auto.AutoFilter}): nobody has decided on these ports one by
 * one, so nobody outside of the host may reach them unasked. Each of the host's addresses leads to
 * the service by its own family if that can be, else by the other.
 *
 * <p><b>Who may do harm.</b> The container decides what it listens on. {@link
 * org.slirp4j.portfwd.auto.Services} bounds the services, {@link
 * org.slirp4j.portfwd.auto.Publisher} how many ports are opened at once and per second. A port that
 * the host does not give is tried again after 1, 2, 4 … 32 s, and told of once.
 *
 * <p><b>Ends.</b> When a service goes, its port on the host does; connections that came by it stay,
 * as {@code nc -l} wants it, which takes one client and listens no more.
 *
 * <p>Not done: services at addresses of other interfaces inside, such as a bridge of the
 * container's own; they are none of the container's network's.
 */
@NullMarked
package org.slirp4j.portfwd.auto;

import org.jspecify.annotations.NullMarked;
