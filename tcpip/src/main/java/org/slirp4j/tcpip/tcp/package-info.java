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
 * and {@code TcpLayer.emit} lets the ready ones speak in turns: lost text first, then new text in
 * super-segments as long as windows allow, then FIN; an acknowledgment rides on what is sent, or
 * goes alone when it is due. So a batch of segments is acknowledged once, and one that has much to
 * say lets the others speak after every {@code SegmentWriter.TURN_BYTES}.
 *
 * <p><b>Life of a connection.</b> {@code Opener} makes it, of a SYN or to send one, and settles
 * what both ends agree on: segment size, window scale, timestamps, SACK, ECN. {@code Connections}
 * keeps it: half open, open, in TIME-WAIT. It ends when both streams have ({@code enterTimeWait},
 * {@code endAfterLastAck}), by a reset of either side, or when the guest no longer answers: to what
 * was sent (R2), to a question after long silence ({@code KeepAlive}). Where very many are reset at
 * once, all others are asked soon: their resets may be lost ({@code ResetBurst}). A stream may stay
 * half closed as long as both sides are there (CLOSE-WAIT, FIN-WAIT-2). All times are in {@link
 * org.slirp4j.tcpip.TcpTimeouts}.
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
 * both ends agree on: {@code Opener.agree}. The window: {@code ReceiveWindow}. Old duplicates:
 * {@code TimestampEcho}; what came twice: {@code DuplicateReport}. A guest that has not said where
 * on the link it is: {@code Reachability}.
 *
 * <p><b>Limits.</b> {@link org.slirp4j.tcpip.Limits} bounds connections by kind and bytes by
 * direction. The oldest half-open connection makes room for the next of its kind ({@code HalfOpen}:
 * by who opens it and by destination); of the open ones the one idle longest does ({@code
 * Connections.EVICTION_IDLE_NANOS}). {@code OutOfOrderQueue.MAX_RUNS} and {@code
 * Transmissions.MAX_RANGES} bound the holes. What comes out of order keeps buffers of at most twice
 * the window. A window is no more than a part of the memory that is left ({@code
 * TcpLayer.receiveShareBytes}), what windows grow by comes from one {@code WindowBudget}, and
 * sending leaves the last buffers to the device and to others ({@code SendBuffer.OTHERS_SHARES}).
 * Nobody waits for memory for ever: a relay that found none is told to try again after a while
 * ({@code TcpTimers.MEMORY}), and who has held some for long without getting on is cut ({@code
 * MemoryRelief}).
 *
 * <p><b>Liars.</b> What could be somebody's guess, a reset, a SYN or an acknowledgment that is not
 * exact, is answered with a challenge (RFC 5961) and otherwise ignored. Challenges are bounded for
 * each connection by itself ({@code TcpLayer.CHALLENGE_INTERVAL_NANOS}): a bound for all would tell
 * who else was challenged (CVE-2016-5696). The same bound keeps two ends that disagree from
 * answering each other for ever.
 *
 * <p><b>Not done.</b> Urgent data is not told apart from other text: the sockets of the host know
 * only a single urgent byte, and no byte is lost or moved for being urgent. No SYN cookies: the
 * bound on half-open connections does. No TCP Fast Open (RFC 7413): text in a SYN comes again. No
 * MD5 or authentication option (RFC 5925), no multipath (RFC 8684), no AccECN. R1 (RFC 9293, 3.8.3)
 * is counted and has no other effect: there is one way to the container. A SYN that does not fit a
 * connection in SYN-RECEIVED is challenged, where RFC 9293 would go back to LISTEN: the guest that
 * means it answers with a reset. Nagle's algorithm is off: the other end has segmented already. Of
 * RFC 6675, 4, rules 3 and 4 of NextSeg, which send again what is not known to be lost: {@code
 * Rack} waits for the time after which it is, and what they send too early would come back as
 * D-SACK and make it wait longer. HyStart++ (RFC 9406): it takes a busy machine's delays for a
 * queue, where there is nothing but the device's. Detection of time-outs that were not needed (RFC
 * 3522, RFC 5682).
 */
@NullMarked
package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.NullMarked;
