/**
 * The internet layer: packets checked, put together from fragments and handed to their transport;
 * packets given a header, cut into fragments and queued.
 *
 * <p><b>In.</b> One {@link org.slirp4j.tcpip.ip.InboundPacket} goes from layer to layer and is
 * filled on the way. {@link org.slirp4j.tcpip.ip.Ipv4Input} and {@link
 * org.slirp4j.tcpip.ip.Ipv6Input} turn away what is not to be answered (RFC 1122, RFC 4291), so
 * that whatever gets past them has a source that an answer can be sent to; the exceptions are
 * neighbour discovery from "::" and DHCP from "0.0.0.0", to everybody or to the gateway. Extension
 * headers are walked over by {@code ExtensionHeaders}. Fragments wait in the {@link
 * org.slirp4j.tcpip.ip.Reassembler}.
 *
 * <p><b>Out.</b> {@link org.slirp4j.tcpip.ip.IpOutput} has two ways. TCP writes its segments'
 * headers into the frame that is just being emitted ({@code begin}). All others hand over a buffer
 * ({@code send}), which is queued, whole or in fragments. What the IP header is to say stands in a
 * {@link org.slirp4j.tcpip.link.PacketHeader} of the sender's: a connection has its own, senders of
 * single packets fill in one again and again.
 *
 * <p><b>Families.</b> Addresses are pairs of longs everywhere but in classes named after IPv4; the
 * family is that of the destination, told by {@link org.slirp4j.tcpip.IpAddress#isV4}. IPv4-mapped
 * addresses in IPv6 packets are refused, so that no packet of one family reaches a flow of the
 * other.
 *
 * <p>The stack is the container's first hop: a packet for somebody else that arrives with one hop
 * left ends here with a "time exceeded" of the gateway's. Options are skipped, source routes
 * refused. What is for a group or for everybody ends in a counter, without a word (RFC 1122, 3.2.2;
 * RFC 4443, 2.4), but for neighbour discovery, echo, and what DHCP waits for.
 *
 * <p><b>Fragments.</b> Any byte that comes twice condemns its packet, in both families, unless the
 * fragment is an exact copy of another (RFC 5722; RFC 8200, 4.5; what Linux does for IPv4 as well).
 * Nothing is looked at before it is whole, so tiny first fragments (RFC 1858) hide nothing. In IPv6
 * the first fragment must have all headers (RFC 7112), and one that is alone is a packet (RFC
 * 6946).
 *
 * <p><b>Not done.</b> Flow labels (RFC 6437: zero is allowed), jumbograms (RFC 2675: no TAP has
 * such frames; their option is answered as unknown). Path MTU discovery for what is sent in
 * fragments: these are cut to the MTU of the link, which has no other hop. Record route, timestamp
 * and other IPv4 options are not filled in (RFC 7126 advises to drop or ignore them); IPsec,
 * mobility and other extension headers are unknown protocols. Class E sources (240/4) pass, as with
 * Linux. No "fragmentation needed" for what the host's network cannot carry comes from here: it
 * comes from the relays, when the host's kernel says so.
 */
@NullMarked
package org.slirp4j.tcpip.ip;

import org.jspecify.annotations.NullMarked;
