/**
 * Live captures: every frame on a container's TAP, as a stream of pcapng.
 *
 * <h2>Theory of operation</h2>
 *
 * <pre>
 *   container's loop             control plane                          slirp4j capture
 *   TapLink ─▶ FrameRing  ─▶ Capture, PcapngWriter ─▶ HTTP, chunked ─▶ PcapngReader ─▶ PacketFilter
 *              copies, or      when there are frames,                      ─▶ file, pipe: PcapngWriter
 *              counts a loss   and the client takes them                   ─▶ terminal: FrameLine
 * </pre>
 *
 * <p><b>The loop is never slowed by whoever looks.</b> Without a capture the price is one branch
 * per frame. With one, the loop copies the frame into a ring of fixed size, or, when the reader is
 * behind, counts a loss and goes on: no system call, nothing allocated, nobody woken, and a lock
 * that only the loops of its neighbours take as well. The other side looks into the ring every few
 * milliseconds.
 *
 * <p><b>What is in the stream.</b> Frames as the TAP has them: TCP super-segments whole, up to 64
 * KiB, each with its direction as seen from the container's interface (inbound is to the
 * container). Checksums that were left to the device are filled in on the reader's side, so that no
 * tool complains. Losses are told twice: each packet says how many are missing before it, and the
 * statistics, every second and at the end, how many there were in all.
 *
 * <p><b>Filters</b> are tcpdump's, by libpcap, in the client's process only: the daemon neither
 * loads that library nor parses what clients write.
 *
 * <h2>Not done</h2>
 *
 * Cutting frames short (tcpdump's -s): what is copied is copied whole.
 */
@NullMarked
package org.slirp4j.runtime.capture;

import org.jspecify.annotations.NullMarked;
