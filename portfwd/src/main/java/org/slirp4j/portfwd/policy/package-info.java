/**
 * Where a flow really goes.
 *
 * <p>The container talks to addresses; some of them are aliases. {@link
 * org.slirp4j.portfwd.policy.Destinations} turns the address that the container used into the
 * {@link org.slirp4j.portfwd.policy.Route} that is taken, and an address of the host's world back
 * into the one that the container knows:
 *
 * <pre>
 *   container says        route              dialled                     without host access
 *   gateway:port          HOST_LOOPBACK      127.0.0.1:port              NET_UNREACHABLE
 *   IPv6 gateway:port     HOST_LOOPBACK      [::1]:port                  NET_UNREACHABLE
 *   dns:53                NAME_SERVERS       resolv.conf's, in turn      the same
 *   dns:other             PORT_UNREACHABLE   –                           the same
 *   dns, no alias         DIRECT             itself                      the same, unless NOTHING
 *   rest of its network   HOST_UNREACHABLE   –                           the same
 *   127/8, 0/8, ::1, ::   DIRECT             itself: the host            NET_UNREACHABLE
 *   multicast, broadcast  NOWHERE            –                           the same
 *   fe80::/10, ::/96      NET_UNREACHABLE    –                           the same
 *   anything else         DIRECT             itself                      the same, unless NOTHING
 * </pre>
 *
 * <p>The two families are siblings, with one {@code GuestNetwork} each. An alias is served by its
 * own family, name servers excepted: what dials the IPv6 gateway reaches [::1] and nothing else,
 * and is refused when only 127.0.0.1 has a listener, as slirp4netns does it and as a program on the
 * host itself would find it. A container without an IPv6 network has no way to IPv6 destinations.
 *
 * <p>What is prohibited is decided on the destination that would be dialled, after aliases are
 * resolved; v4-mapped IPv6 addresses are IPv4 addresses here from the start ({@link
 * org.slirp4j.tcpip.IpAddress}). The prohibition is told as "network unreachable", which is what
 * callers of slirp4netns know. The rest of the container's own network is answered "host
 * unreachable": nobody else is on its link, and the host's network of the same numbers, if there is
 * one, was not what it meant. Only the DNS address does mean something else once it is no alias
 * ({@code --disable-dns}): slirp4netns dials it then like any other, so that a name server outside
 * may have it. Name servers at the host's loopback, such as systemd's 127.0.0.53, stay reachable
 * through the DNS alias, because the host's own configuration named them and not the container.
 *
 * <p>Everything here is pure but {@link org.slirp4j.portfwd.policy.HostAddresses}, whose one
 * implementation asks the kernel.
 */
@NullMarked
package org.slirp4j.portfwd.policy;

import org.jspecify.annotations.NullMarked;
