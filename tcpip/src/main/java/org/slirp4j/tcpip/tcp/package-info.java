/**
 * TCP (RFC 9293) as the far end of the container's connections.
 *
 * <p><b>Theory of operation.</b> {@link org.slirp4j.tcpip.tcp.TcpLayer} finds the connection of a
 * segment. A SYN for none makes one in state DIALLING, which says nothing to the guest until the
 * relay knows whether the far end is there. {@code SegmentArrives} is RFC 9293, 3.10.7, step by
 * step; it moves {@code TcpConnection} from state to state and gives what a segment carries to
 * {@code Sender} (acknowledgment, window, SACK) and {@code Receiver} (text, FIN).
 *
 * <p>Nothing is written while segments arrive. A connection that owes something is marked ready,
 * and {@code TcpLayer.emit} lets each ready connection speak once a turn: lost text first, then new
 * text in super-segments as long as windows allow, then FIN; an acknowledgment rides on what is
 * sent, or goes alone when it is due. So a batch of segments is acknowledged once.
 *
 * <p><b>Sending</b> is {@code Sender}'s, with one file for each idea. {@code Transmitter} writes,
 * as far as three bounds let it: {@code SendWindow} (the guest's room, silly window avoidance),
 * {@code CongestionControl} (slow start, {@code Cubic}, {@code ProportionalRate}) and the device.
 * {@code Flight} notes when each range was sent and what the guest holds of it. {@code
 * LossRecovery} has {@code Rack} (RFC 8985) find losses in it, or {@code DuplicateAcks} where the
 * guest has no SACK; {@code TailLossProbe} makes a guest speak that has lost the end of a flight.
 * {@code RetransmissionTimer} is the one timer for silence of any kind; {@code RttEstimator} says
 * how long it is. {@code EcnSender} reacts to marks where packets are marked and not dropped. A
 * flight that nothing was lost of costs one range for each turn of the loop, and no search.
 *
 * <p><b>Where to look.</b> A SYN for a closed port: {@code Opener.open}, then the relay's {@code
 * refuse}. A lost segment: {@code LossRecovery}. A slow reader behind the stack: {@code
 * Receiver.take}. A slow guest: {@code Transmitter.sendable}. Options: {@code TcpOptions}; what
 * both ends agree on: {@code Opener.agree}. A guest that has not said where on the link it is:
 * {@code Reachability}.
 *
 * <p><b>Limits.</b> {@link org.slirp4j.tcpip.Limits} bounds connections by kind and bytes by
 * direction; {@code OutOfOrderQueue.MAX_RUNS} and {@code Transmissions.MAX_RANGES} bound the holes.
 * What comes out of order keeps buffers of at most twice the window. A window is no more than a
 * part of the memory that is left ({@code TcpLayer.receiveShareBytes}), and sending leaves the last
 * buffers to the device ({@code SendBuffer.FRAME_BUFFERS}). Nobody waits for memory for ever: a
 * relay that found none is told to try again after a while ({@code TcpTimers.MEMORY}).
 *
 * <p><b>Not done.</b> Of RFC 6675, 4, rules 3 and 4 of NextSeg, which send again what is not known
 * to be lost: {@code Rack} waits for the time after which it is, and what they send too early would
 * come back as D-SACK and make it wait longer. HyStart++ (RFC 9406): it takes a busy machine's
 * delays for a queue, where there is nothing but the device's. Detection of time-outs that were not
 * needed (RFC 3522, RFC 5682). Nagle's algorithm: the far end has segmented already. Urgent data
 * beyond passing it on in line, automatic window tuning. Keep-alives: nothing ends a connection
 * whose guest vanished without a word while nothing is in flight.
 */
@NullMarked
package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.NullMarked;
