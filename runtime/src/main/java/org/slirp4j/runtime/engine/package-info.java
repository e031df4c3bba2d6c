/**
 * The engine: a TAP, a protocol machine and relays, introduced to each other on one event loop.
 *
 * <p><b>Theory of operation.</b> The modules do not know each other: {@code tapdev} moves frames
 * and knows no protocol, {@code tcpip} knows protocols and does no I/O, {@code portfwd} moves bytes
 * between its flows and host sockets. {@link org.slirp4j.runtime.engine.Engine} makes one of each
 * and puts them on one thread.
 *
 * <pre>
 *   epoll wakes ──▶ TapHandle ──▶ TapLink.onFrame ──▶ Stack.onFrame ──▶ Relays ──▶ host sockets
 *               ──▶ HostSocket ──▶ Relays ──▶ TcpFlow.commit, UdpFlow.send …
 *   all handled ──▶ Turn.run ──▶ Stack.emit ──▶ TapLink.accept ──▶ TapHandle.write
 *                            ──▶ Stack.nextDeadline ──▶ one scheduled wake-up
 * </pre>
 *
 * {@link org.slirp4j.runtime.engine.Turn} is why acknowledgements come once per batch: whoever did
 * something asks for a turn's end, which comes once, when every ready descriptor has been looked
 * at.
 *
 * <p><b>Start.</b> Loading Netty and loading JNA take about the same time and do not need each
 * other, so they go on two threads and meet when the TAP is there.
 *
 * <p><b>End.</b> {@link org.slirp4j.runtime.engine.Watch} tells that whoever started us has gone,
 * {@link org.slirp4j.runtime.engine.ContainerWatch} that the container has; a TAP that was deleted
 * tells by itself. Then the host's connections are reset, so that nobody out there waits for a peer
 * that no longer exists.
 */
@NullMarked
package org.slirp4j.runtime.engine;

import org.jspecify.annotations.NullMarked;
