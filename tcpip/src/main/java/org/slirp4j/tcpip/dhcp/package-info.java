/**
 * Guest configuration: the DHCP servers of both families.
 *
 * <p><b>Theory of operation.</b> {@link org.slirp4j.tcpip.dhcp.DhcpService} gets every sound
 * datagram to a server's port: of IPv4 those to the gateway's address and to everybody, from "no
 * address yet" too; of IPv6 those to the group of all servers and to the stack's own addresses. It
 * hands the message to {@code Dhcp4Server} or {@code Dhcp6Server}, which read it into one {@code
 * Request}, decide by the {@code LeaseTable}, and have a {@code Reply} write the answer; it then
 * adds the headers. Nothing but the service is made, or even loaded, before the first message. This
 * is not the hot path: objects are made here.
 *
 * <p><b>Leases.</b> Both families have a pool of 16 addresses and the same table of who has them.
 * An address stays its client's as long as there are others: whoever returns gets what it had.
 *
 * <pre>
 *   client is known by    IPv4: option 61, else link address     IPv6: DUID and number of the set
 *   addresses             hosts 15 to 30 of the network          hosts 0x100 to 0x10f of the prefix
 *   offered               held for 60 s, or until somebody else needs it
 *   bound                 1 h, or 1 min to 24 h if asked for     1 h preferred, 2 h valid
 *   declined              10 min aside
 *   all bound or aside    silence                                NoAddrsAvail
 * </pre>
 *
 * <p>What the container's clients are told of names is asked of {@link
 * org.slirp4j.tcpip.Uplink#searchDomains} for each answer, so each lease that is renewed brings the
 * host's latest.
 *
 * <p><b>Hostile clients.</b> A message is read within its bounds or dropped as a whole ({@link
 * org.slirp4j.tcpip.DropReason#BAD_DHCP}). The table never grows; a client that solicits under a
 * thousand names turns over the addresses that are on offer, and those that are bound stay whose
 * they are. One that takes all of them keeps others out until its leases end, but the container has
 * no others: who can send such messages is root of its network.
 *
 * <p><b>Not done.</b> BOOTP without option 53, relay agents (there is no room for one on a TAP),
 * rapid commit for IPv4 (RFC 4039), authentication, forced renewal and reconfiguration, the lease
 * queries; options 12 and 17 of clients are skipped; IPv6-only networks (option 108, RFC 8925):
 * there always is IPv4. An answer that does not fit leaves options out instead of using the names'
 * fields. Conflicts are not probed for before an offer (RFC 2131, 3.1, 2): the clients do it (RFC
 * 5227), and decline. For IPv6 temporary addresses and prefixes are refused, the server has no
 * unicast option. A message in fragments from "no address yet" is not taken.
 */
@NullMarked
package org.slirp4j.tcpip.dhcp;

import org.jspecify.annotations.NullMarked;
