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
 *
 * <p><b>Many of them.</b> A daemon has an engine for each container, and they have nothing in
 * common: each its own thread, stack, pools, relays. {@link org.slirp4j.runtime.engine.Engine#call}
 * is how others get something done on that thread. What they share is the process, by the bounds in
 * {@link org.slirp4j.runtime.engine.EngineLimits}: memory for packets, by a {@link
 * org.slirp4j.runtime.engine.MemoryBudget}; open files, and with them the heap that flows take (1
 * to 2 KiB each), by a {@link org.slirp4j.portfwd.config.SocketBudget}; both let nobody take all.
 * The processors are shared by the kernel's scheduler.
 *
 * <p><b>Memory.</b> An idle engine has some 0.4 MB. Its pools are {@link
 * org.slirp4j.runtime.engine.EngineMemory}: pages come when they are written to, and five seconds
 * after a burst began those that nobody needs go. The system running out of it, or the engine's
 * share being used up, is a pool that is empty, which drops frames and is counted. The Java heap
 * running out ends the process on purpose ({@code -XX:+ExitOnOutOfMemoryError}): whoever asked for
 * the last byte is not whoever took the others, and a process that begins again, with its rules, is
 * better than one in which anything may have failed half-way.
 *
 * <p><b>Faults.</b> What a socket's handler throws costs its flow. What nobody has caught on an
 * engine's thread, errors too, ends that engine ({@link org.slirp4j.runtime.engine.Faults}): its
 * TAP is closed, its connections are reset, {@link
 * org.slirp4j.runtime.engine.Engine.Listener#onFailed} is told, the others go on.
 */
@NullMarked
package org.slirp4j.runtime.engine;

import org.jspecify.annotations.NullMarked;
