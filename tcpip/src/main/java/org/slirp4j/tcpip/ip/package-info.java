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
 * refused. From a link-local IPv6 address only the stack's own can be reached.
 *
 * <p><b>Not done.</b> Flow labels (RFC 6437), jumbograms (RFC 2675), path MTU discovery for what is
 * sent in fragments: these are cut to the MTU of the link.
 */
@NullMarked
package org.slirp4j.tcpip.ip;

import org.jspecify.annotations.NullMarked;
