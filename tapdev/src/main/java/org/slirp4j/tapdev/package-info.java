/**
 * Bytes in and out of a kernel TAP, and the way into a container's namespaces. Nothing here knows a
 * protocol beyond the virtio-net header before each frame.
 *
 * <h2>Theory of operation</h2>
 *
 * <b>Into the namespaces.</b> A multi-threaded process may not join a user namespace, and a JVM is
 * one. So {@link org.slirp4j.tapdev.NamespaceEntry} sends a child: clone(2) with {@code CLONE_VM}
 * and {@code CLONE_FILES} gives it our memory and our file table, and it is single-threaded. It
 * runs some seventy bytes of machine code ({@code Routine}) that work through a table of system
 * calls ({@code SyscallTable}): setns(user), setns(net), openat(/dev/net/tun), socket(…). The
 * descriptors belong to the container's network namespace, and they are ours when the child has
 * exited, a quarter of a millisecond later. Configuring goes on from this side: for every request
 * the kernel checks our rights over the namespace that the descriptor belongs to, and the maker of
 * a user namespace has them all.
 *
 * <pre>
 *   JVM thread                              child
 *   open /proc/PID/ns/net, its owner
 *   table, clone ───────────────────────▶ setns setns openat socket exit
 *   waitpid ◀──────────────────────────── descriptors 17, 18, 19
 *   TUNSETIFF TUNSETOFFLOAD on 17
 *   SIOCSIFADDR … SIOCADDRT on 18
 *   RTM_SETLINK (the queue's length) on 19
 * </pre>
 *
 * The child could do harm in two ways, and is kept from both. A signal could run a handler of the
 * JVM in it: all but the ones that an instruction raises are blocked. And whoever rules the
 * container could trace it, and so reach our memory: meanwhile we are not dumpable ({@code
 * Dumpable}). Where such a child is refused, nsenter(1) and a second JVM do the same in a third of
 * a second ({@code HelperEntrance}).
 *
 * <p><b>The other way round</b>, {@link org.slirp4j.tapdev.NamespaceProcess} starts a command in
 * namespaces of its own: the same child, born into new namespaces and with a file table of its own,
 * waits at a gate in its table while this side writes the id maps and makes the network, and then
 * executes the command.
 *
 * <p><b>The device.</b> {@link org.slirp4j.tapdev.TapDevice} attaches to a TAP, new or persistent,
 * asks for vnet headers and for every offload that the kernel has, and {@link
 * org.slirp4j.tapdev.TapHandle} puts it on an event loop of Netty: each wake-up reads up to {@value
 * org.slirp4j.tapdev.TapHandle#MAX_FRAMES_PER_WAKE_UP} frames into memory that the {@link
 * org.slirp4j.tapdev.TapReceiver} supplies, then says that the batch is over. A frame costs one
 * system call and no garbage. A socket that keeps messages apart may stand in for the TAP ({@link
 * org.slirp4j.tapdev.SeqpacketListener}): then its end of file is the loss of the device. It is
 * found by a file, as the API's socket is, that {@link org.slirp4j.tapdev.UnixListener} makes and
 * removes with care for other programs' files.
 *
 * <h2>Errors</h2>
 *
 * What fails at start-up throws {@link org.slirp4j.tapdev.SystemCallException}, a line for a
 * person, and leaves no descriptor, interface or process behind. What fails on the data path is
 * counted; the loss of the device is told once.
 *
 * <h2>Not done</h2>
 *
 * Several queues of one TAP; IPv6 addresses and routes.
 */
@NullMarked
package org.slirp4j.tapdev;

import org.jspecify.annotations.NullMarked;
