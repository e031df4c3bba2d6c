/**
 * UDP (RFC 768) as a network address translator has it (RFC 4787).
 *
 * <p>A flow stands for one port of the container and for all destinations that are reached from it
 * (REQ-1), so its owner can give it one socket. It is opened by the first datagram and closed when
 * nothing came or went for long enough, or when the table is full and it was idle longest.
 *
 * <table>
 *   <caption>When an idle flow is closed</caption>
 *   <tr><td>all datagrams went to port 53</td><td>20 s after the last one (REQ-5c)</td></tr>
 *   <tr><td>any other</td><td>300 s after the last one out; 300 to 600 s after one in (REQ-5)</td></tr>
 * </table>
 *
 * <p>What of the IP header goes with a datagram, {@link org.slirp4j.tcpip.IpMarks}, is handed to
 * the owner as the container sent it, and taken from him as the container is to get it.
 *
 * <p>Several datagrams of one sender may come in one piece, from the container as a super-datagram
 * of its kernel's, and from the owner as what his kernel received together; each direction hands
 * them on so. To the container they leave in one frame where the device cuts it (USO), as do single
 * ones with the same headers that wait one behind the other ({@link
 * org.slirp4j.tcpip.link.FrameQueue}); else one by one.
 *
 * <p>Datagrams to the container refresh a flow as well (REQ-6 leaves that open): whoever is
 * subscribed to something may have nothing to say for hours. Filtering is the owner's business.
 */
@NullMarked
package org.slirp4j.tcpip.udp;

import org.jspecify.annotations.NullMarked;
