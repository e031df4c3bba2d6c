/**
 * Port forwards: ports of the host that lead to ports of the container, over its TAP or beside it.
 *
 * <p><b>TCP.</b> {@link org.slirp4j.portfwd.forward.TcpForward} listens with a backlog of 1,024,
 * takes a bounded number of connections in a turn of the loop and opens one to the container for
 * each ({@link org.slirp4j.tcpip.Downlink#connect}). The rest is a {@link
 * org.slirp4j.portfwd.tcp.TcpRelay} as for the container's own connections:
 *
 * <pre>
 *   client ── connect ─▶ host's kernel ── accept4 ─▶ TcpForward ── SYN ─▶ container
 *                                                                 ◀─ SYN/ACK: bytes flow
 *   client ◀─ RST ────────────────────────────────── TcpRelay ◀── RST: nobody listens there
 * </pre>
 *
 * <p><b>Two ways.</b> The TAP keeps the client's address. Where there is nothing to keep, because
 * the client is on the host's loopback, or where the rule or the container's settings prefer speed,
 * the connection is spliced to one made inside ({@link org.slirp4j.portfwd.splice}): the service
 * sees the container's own address, or its loopback if that is the rule's target, which no other
 * way leads to. When no socket inside is to be had, or lo is down inside, clients go over the TAP
 * all the same. So do most of a crowd when descriptors are scarce, of which splicing takes two
 * ({@link org.slirp4j.portfwd.forward.SecondSockets}). UDP always does.
 *
 * <p><b>UDP.</b> {@link org.slirp4j.portfwd.forward.UdpForward} has one socket; each client of it
 * is a {@link org.slirp4j.portfwd.forward.UdpSession}, by which answers find their way back: from
 * the forward's socket and from the very address of the host that the client had sent to. The
 * container's port is the same {@link org.slirp4j.tcpip.UdpFlow} as for its own traffic, and what
 * it sends is offered to the sessions first ({@link org.slirp4j.portfwd.udp.ReturnPath}); so
 * clients on the host's loopback are answered whether the container may reach that or not. A
 * session ends after 300 s without a datagram (RFC 4787, REQ-5), when its forward is removed, or
 * when it is the one idle longest and a new client, or another forward's share, needs its place.
 *
 * <p><b>Who the container sees</b> over the TAP: the client's own address and port ({@link
 * org.slirp4j.portfwd.forward.SeenAddresses}). Clients that it could not answer appear as the
 * gateway: the host's loopback, addresses of the container's own network, link-local IPv6, and
 * clients of the other family, as when {@code ::} leads to an IPv4 container. When the port is
 * taken inside, because two such clients have the same one, another port stands for it.
 *
 * <p><b>Rules in words.</b> A {@link org.slirp4j.portfwd.forward.ForwardRule} is written as {@link
 * org.slirp4j.portfwd.forward.RuleText} reads it, from left to right, clients' side first:
 *
 * <pre>
 *   word    = [ place ":" ] place [ "/tcp" | "/udp" ]          nothing: /tcp
 *   place   = [ host ":" ] ports | "unix:" path
 *   host    = IPv4 [ "%" device ] | "[" IPv6 [ "%" device ] "]" | device | "%" device
 *   ports   = port [ "-" port ]
 *
 *   8080                      8080 of all addresses leads to 8080 inside
 *   8080:80                   ... to 80 inside
 *   8000-8100:80-180          101 ports, in their order; as many on both sides
 *   127.0.0.1:8080:80/udp     of one address; of a family: 0.0.0.0, [::]
 *   [::1]:8080:80             IPv6 is in brackets
 *   eth0:8080:80              by one interface; so does [fe80::1%eth0]:8080:80
 *   0:80                      the kernel chooses the port
 *   8080:10.0.2.100:80        to an address of the container's
 *   unix:/run/x.sock:80       a path of the host's
 *   8080:unix:/run/in.sock    a path as the container sees it, to the end of the word
 * </pre>
 *
 * <p>What begins with a digit is ports, or an IPv4 address if there is a dot; what begins with a
 * letter is an interface, other than {@code unix}; one whose name begins in another way is written
 * {@code %name}. An interface's name has no {@code / : % [ ]}, a path no colon, so no word has two
 * meanings. A place alone, without {@code unix} and 0, leads to the same ports inside. Where a
 * rule's two sides are told apart, each is a place and the protocol a word of its own.
 *
 * <p><b>Addresses of the host.</b> {@code 0.0.0.0} is all of IPv4 and {@code ::} all of IPv6, each
 * without the other (IPV6_V6ONLY); a rule without an address has a socket of either family, or
 * IPv4's alone on a host that has no IPv6, and with port 0 both have the port that the kernel has
 * chosen. All of a rule's sockets are bound before the first client is taken, or none is. A rule
 * that overlaps another one of this container is refused before the kernel is asked, so that the
 * other can be named; two of different interfaces do not overlap.
 *
 * <p><b>Interfaces</b> (SO_BINDTODEVICE, without privilege since Linux 5.7). Clients come by that
 * interface alone. Linux counts a client on the host itself, which asks for one of the interface's
 * own addresses, among them; one that asks for 127.0.0.1 finds the port closed.
 *
 * <p><b>IPv6 and IPv4.</b> A rule that names no target leads to the container's IPv4 address; but
 * an IPv6 client whose own address the container can see is led to its IPv6 address, as far as that
 * is known ({@link org.slirp4j.tcpip.Downlink#guest6}), and if nobody answers there by TCP, to the
 * IPv4 one after all. Who wants one of them alone names it. A container that is reached by the
 * other family than its client's sees the gateway.
 *
 * <p><b>Unix sockets</b> of the host are files that only their owner may connect to; a dead one at
 * the path is replaced, any other file is not, and the file goes with the rule. Who comes by it has
 * no address: the container sees the gateway.
 *
 * <p>Those of the container's are found through the root of its process ({@link
 * org.slirp4j.portfwd.forward.ProcessPaths}): no link that it lays leads to a file of the host.
 * That is done on a thread of its own, one after another ({@link
 * org.slirp4j.portfwd.forward.PathDialer}), because file systems inside may keep it waiting; the
 * bytes are spliced. A container that is known by a path of its namespace, and not by a process,
 * has no such root, and rules are refused.
 *
 * <p><b>Ends.</b> Removing a forward closes its port; connections that came by it live on unless
 * their end is asked for. When the container goes, ports are given back before anything else.
 *
 * <p><b>Bounds.</b> Forwards, sessions, connections taken in a turn, and with {@link
 * org.slirp4j.portfwd.host.HostSockets} sockets in all: over that bound a client is reset at once.
 *
 * <p><b>UDP's IP headers and errors</b> are those of {@link org.slirp4j.portfwd.udp}: hops, traffic
 * class and DF go both ways, an answer that is too long for its path and what ICMP has to say about
 * answers is told to the container, as if it came to whom that sees.
 *
 * <p><b>The other way round</b>: {@link org.slirp4j.portfwd.forward.ReverseForwards} opens ports
 * inside the container that lead to services of the host. Their sockets are made in the container's
 * namespace ({@link org.slirp4j.portfwd.splice.InsideSockets}), bound and listened on from here:
 *
 * <pre>
 *   program ── connect ─▶ socket inside ─▶ ReverseTcp ── connect ─▶ service of the host
 *                              └──── splice.SpliceRelay ────┘
 * </pre>
 *
 * They are bound to 127.0.0.1 inside unless the rule says otherwise, because a program asks for
 * {@code localhost} there, the container's services at its own addresses keep their ports, and
 * nothing that reaches the container from outside reaches the host through it. A rule is somebody's
 * will, so it leads to the host's loopback whether the container may reach that otherwise or not.
 * For UDP, each client inside has a socket of the host that is connected to the service ({@link
 * org.slirp4j.portfwd.forward.ReverseUdp}), bounded and for 300 s as above. The service sees a
 * client of the host itself.
 *
 * <p>Not done: ICMP errors of the container's are not carried to UDP clients, because a socket
 * cannot send one: who asks a closed port hears nothing.
 */
@NullMarked
package org.slirp4j.portfwd.forward;

import org.jspecify.annotations.NullMarked;
