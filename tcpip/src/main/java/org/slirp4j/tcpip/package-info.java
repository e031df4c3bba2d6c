/**
 * The protocol machine: what a container sends into its TAP is taken apart here, and what it gets
 * from there is put together here.
 *
 * <p><b>Theory of operation.</b> The machine does no I/O and knows no clock, thread, socket, random
 * source or logger. Its owner drives a {@link org.slirp4j.tcpip.Stack} from one thread by four
 * verbs:
 *
 * <pre>
 *   onFrame(frame, …, now)   a frame came from the container
 *   onDeadline(now)          the time that nextDeadline() named has come
 *   emit(sink, now)          once at the end of every turn in which anything happened: frames leave
 *   nextDeadline()           after emit: when to call onDeadline at the latest
 * </pre>
 *
 * <p>Flows come out as events. A SYN from the container becomes {@link
 * org.slirp4j.tcpip.Uplink#onTcpOpen}, answered when the owner knows whether the far end exists; a
 * datagram from a new guest port becomes {@link org.slirp4j.tcpip.Uplink#onUdpOpen}; an echo
 * request to an address that is not the machine's own becomes {@link
 * org.slirp4j.tcpip.Uplink#onEchoOpen}. From then on the flow's handler gets bytes and the flow
 * object takes them.
 *
 * <p><b>Life of a frame.</b> {@code Stack.onFrame} looks at the Ethernet type; {@code ip} checks
 * the header and reassembles; {@code tcp}, {@code udp} and {@code icmp} find the flow. TCP payload
 * is offered to the flow's handler straight from the frame; what the handler cannot take is kept
 * (by keeping the frame itself when it is mostly payload). Nothing is written while frames come in:
 * connections that owe something stand in a list that {@code emit} walks, so a batch of segments is
 * acknowledged once.
 *
 * <p><b>Memory.</b> Every byte lives in a {@link org.slirp4j.tcpip.buffer.Buffer} of a bounded
 * pool. Whatever cannot be had is a drop with a {@link org.slirp4j.tcpip.DropReason}, never an
 * exception.
 *
 * <p><b>Addresses.</b> IPv4 addresses travel in v4-mapped form through everything above {@code ip},
 * where the classes of IPv4 and IPv6 stand side by side.
 */
@NullMarked
package org.slirp4j.tcpip;

import org.jspecify.annotations.NullMarked;
