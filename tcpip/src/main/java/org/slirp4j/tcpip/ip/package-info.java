/**
 * The internet layer: packets checked, put together from fragments and handed to their transport;
 * packets given a header, cut into fragments and queued.
 *
 * <p><b>In.</b> One {@link org.slirp4j.tcpip.ip.InboundPacket} goes from layer to layer and is
 * filled on the way. {@link org.slirp4j.tcpip.ip.Ipv4Input} turns away what RFC 1122 says is not to
 * be answered, so that whatever gets past it has a source that an answer can be sent to. Fragments
 * wait in the {@link org.slirp4j.tcpip.ip.Reassembler}.
 *
 * <p><b>Out.</b> {@link org.slirp4j.tcpip.ip.IpOutput} has two ways. TCP writes its segments'
 * headers into the frame that is just being emitted ({@code begin}). All others hand over a buffer
 * ({@code send}), which is queued, whole or in fragments.
 *
 * <p><b>Families.</b> Addresses are pairs of longs everywhere but in classes named after IPv4. An
 * IPv6 of the future is an {@code Ipv6Input} beside {@code Ipv4Input} and an {@code Ipv6Output}
 * beside {@code Ipv4Output}, chosen by ether type and by {@link org.slirp4j.tcpip.IpAddress#isV4}.
 *
 * <p>The stack is the container's first hop: a packet for somebody else that arrives with one hop
 * left ends here with a "time exceeded" of the gateway's. Options are skipped, source routes
 * refused.
 */
@NullMarked
package org.slirp4j.tcpip.ip;

import org.jspecify.annotations.NullMarked;
