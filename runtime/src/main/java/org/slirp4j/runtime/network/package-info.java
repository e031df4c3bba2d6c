/**
 * Named networks: containers of one daemon that reach each other by address and by name.
 *
 * <p><b>Addresses.</b> All containers have the same addresses inside, so that each network gives
 * its members others to be known by. The pool is 10.213.0.0/16 and fd73:6c69:7270::/48: the third
 * octet is the network, the fourth the member; IPv6 gives each member a prefix of its own, and the
 * interface identifiers stay.
 *
 * <pre>
 *   member 3 of network 1     10.213.1.3     fd73:6c69:7270:103::/64
 * </pre>
 *
 * <p><b>A packet's way</b> is one read and one write, both on the sender's loop: what a container
 * sends to a member of a network that it is in gets its addresses changed in place ({@link
 * org.slirp4j.tcpip.nat}) and is written to the receiver's TAP. No connection ends on the way:
 * congestion control, path MTU and back-pressure are the two kernels' own. A super-segment stays
 * whole.
 *
 * <pre>
 *   TAP of a ──▶ TapLink ──▶ {@link org.slirp4j.runtime.network.Port} of a ── looks up, translates ──▶ TAP of b
 *                   │ not for a member
 *                   ▼
 *                 stack: the pool's other addresses are unreachable
 * </pre>
 *
 * <p><b>Isolation.</b> Who is not a member finds nobody: the pool is not routed to the host's world
 * either. A sender has to use an address of its own subnet inside, and is known by its outside
 * address whatever it claims. What of a frame reaches a receiver's kernel is told in {@link
 * org.slirp4j.tcpip.nat}; the virtio-net header before it is made anew. Members see each other's
 * every port, as on a bridge. Nobody waits for anybody: a receiver whose queue is full, or whose
 * interface is down, loses the frame, and all of the work is the sender's loop's.
 *
 * <p><b>Threads.</b> {@link org.slirp4j.runtime.network.Networks} changes under its lock and
 * publishes what loops read by volatile writes. A TAP's descriptor is written by other loops
 * through its {@link org.slirp4j.runtime.engine.SharedTap}, whose closing waits for them: no frame
 * can reach a descriptor that has become something else.
 *
 * <p><b>Names</b> are looked up by hash, in the networks that the asking container is in, without a
 * lock. Names that differ in case only are one: the member with the lower number has it.
 *
 * <p><b>Not done.</b> Groups and broadcasts do not cross. A container with several addresses inside
 * is reached at the IPv4 address that it last sent from.
 */
@NullMarked
package org.slirp4j.runtime.network;

import org.jspecify.annotations.NullMarked;
