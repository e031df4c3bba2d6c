/**
 * UDP relays: one host socket for each UDP port of the container.
 *
 * <p><b>Mapping</b> is endpoint-independent (RFC 4787, REQ-1): {@link
 * org.slirp4j.portfwd.udp.UdpRelay} keeps one unconnected socket for all destinations of a guest
 * port, made when its first datagram leaves. How long a mapping lives while it is idle is the
 * stack's business.
 *
 * <p><b>Filtering</b> is endpoint-independent as well (RFC 4787, REQ-8, recommended where
 * transparency for applications matters most): whoever sends to the host's port reaches the
 * guest's, which is what peer-to-peer programs rely on. Senders that the policy hides from the
 * container are dropped, so that with the host's loopback out of reach no local program can answer
 * either; and so are senders outside with an address of the container's own network, who would pass
 * for an alias.
 *
 * <p><b>Aliases</b>: what the container sends to the gateway goes to 127.0.0.1 or ::1, and what
 * comes from there carries the gateway's address. Queries to the DNS alias go to {@link
 * org.slirp4j.portfwd.dns.DnsRelay} and never see this package's sockets.
 *
 * <p><b>Forwards</b> share the container's ports with its own flows: each datagram of the
 * container's is offered to the {@link org.slirp4j.portfwd.udp.ReturnPath} first, which takes what
 * goes to a forward's client.
 *
 * <p><b>Families</b>: a guest's port is one of an IPv4 or of an IPv6 address, and its host socket
 * is of the same family and hears no other (IPV6_V6ONLY).
 *
 * <p><b>Hairpin</b> (RFC 4787, REQ-9): what the container sends to one of its own ports outside, a
 * mapping's or a published one, goes through the host's kernel like anything else and comes back
 * from the sender's port outside.
 *
 * <p><b>IP headers</b> are carried over as a router does it: hops less one, traffic class with its
 * ECN bits, and DF ({@link org.slirp4j.portfwd.host.SentMarks}); so {@code traceroute} and {@code
 * tracepath} work, their first hop being the stack itself. A datagram with DF, or a whole one of
 * IPv6, that is longer than the path takes is refused by the host's kernel, and the container is
 * told the path's MTU (RFC 4787, REQ-13); one without DF, or that came in fragments, is cut where
 * it has to be (REQ-13a), and so is one that is longer than Ethernet carries (deviation, {@link
 * org.slirp4j.portfwd.host.SentMarks}).
 *
 * <p><b>Errors</b>: ICMP messages that a datagram met outside are read from the socket's error
 * queue and handed to the container with the datagram quoted as it was sent there (RFC 5508,
 * REQ-4): addresses, aliases among them, ports, and as much of the payload as the reporter quoted.
 * So are the kernel's own refusals, such as a missing route. They do not end the mapping (RFC 4787,
 * REQ-12).
 *
 * <p><b>Groups</b>: what goes to a multicast or broadcast address is counted and dropped without a
 * word (RFC 1122, 3.2.2).
 *
 * <p><b>Several at a time.</b> A datagram's price is its way through two kernels, not its bytes, so
 * datagrams go together wherever they can, and are the same datagrams again at the other end:
 *
 * <pre>
 *   container ──▶ TAP ──read each──▶ DatagramRun ──one sendmsg, UDP_SEGMENT──▶ host
 *             ──▶ TAP ──one read, USO──────────────one sendmsg, UDP_SEGMENT──▶ host
 *   container ◀── TAP ◀──one write, USO── FrameQueue ◀──recvmmsg, UDP_GRO── host
 * </pre>
 *
 * {@link org.slirp4j.portfwd.udp.DatagramRun} collects what one flow sends to one destination while
 * the TAP has frames to read, as long as sizes and marks are equal (a shorter one ends a run), and
 * it leaves when the batch of frames is over: nothing waits for a timer. A whole run is then
 * treated as one super-datagram of the container's would be: policy, forwards and errors are asked
 * and told once, counters count datagrams. Runs are told apart by the container's port modulo 8, so
 * that flows in turns do not cut each other short. What the kernel refuses to cut is sent one by
 * one ({@link org.slirp4j.portfwd.host.DatagramSender}): more than it takes, longer than the path's
 * MTU, a device that computes no checksums.
 *
 * <p>CPU time of the process for each datagram of 1,400 bytes, on two cores that a dozen other
 * processes used too, in turns: 1.7 µs out and 1.8 in at 1.5 Gbit/s (slirp4netns 2.7 and 2.6, pasta
 * 1.6 and 1.7), 1.2 and 1.4 at 2.5 and 2 Gbit/s, where it was 2.1 and 1.6 before. Of 1.5 Gbit/s, 1
 * % was lost out and nothing in (slirp4netns 21 and 55 %, pasta 8 and 43 %). Of senders with
 * UDP_SEGMENT at 6 Gbit/s 0.4 and 0.3 µs (2.5 and 2.5, 2.1 and 2.0), and 5.5 and 5.8 Gbit/s arrived
 * (0.7 and 0.7, 1.1 and 1.6). Three quarters of the time are the kernel's: a read for each frame
 * out, the way of each datagram into the receiving socket.
 *
 * <p>Measured and not kept: sendmmsg(2) saves the system call but not the way through the kernel
 * (from one socket to another of the host's loopback, a datagram costs 0.9 µs by sendmsg(2), 0.9 by
 * sendmmsg(2) and 0.5 by UDP_SEGMENT); 32 datagrams in a recvmmsg(2) are not faster than 16.
 *
 * <p><b>Where datagrams are lost.</b> Out, in the TAP's queue while the loop waits for a processor,
 * nowhere else: it is made four (MTU 65520) to eight times longer than the kernel's when the TAP is
 * configured ({@code org.slirp4j.tapdev.TransmitQueue}). With plain senders of 1,400 bytes on two
 * cores that others used as well, 400,000 a second came without loss where the usual queue lost
 * from 160,000 to 320,000 on; slirp4netns lost from 160,000 on, pasta from 240,000 to 320,000 on.
 * In, in the host socket's buffer, for the same reason; it has what net.core.rmem_max allows. A
 * turn of the loop that brings many has the stack emit in between, so that none is lost for want of
 * room there.
 *
 * <p>Not done: the guest port's number and parity are not kept outside (RFC 4787, REQ-3a,
 * deviation: other containers and the host itself have their ports too; REQ-4 was given up by RFC
 * 7857, 7). An ICMP error of the container's about what came to it ends in the stack: a socket
 * cannot send one. Identification, hops and checksum of a datagram that an error quotes are not
 * those of the original. The host's kernel does not tell whether what it received had DF.
 */
@NullMarked
package org.slirp4j.portfwd.udp;

import org.jspecify.annotations.NullMarked;
