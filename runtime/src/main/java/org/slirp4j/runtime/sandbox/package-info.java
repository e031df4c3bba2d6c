/**
 * What a process gives up once all that it needs is open: the file system and its capabilities
 * ({@code --enable-sandbox}), and most system calls ({@code --enable-seccomp}). SECURITY.md tells
 * what that stops.
 *
 * <h2>Theory of operation</h2>
 *
 * <pre>
 *   main thread                         who
 *   options read                        Confinement: are we able to? if not, OwnUserNamespace
 *   TAP open
 *   prepare: jars open, new mount       Preload, MinimalRoot, ResolvConfPlace
 *            namespace, tables          ThreadTable, CallFilter
 *   (engine is being made meanwhile)
 *   enter:   every thread               EveryThread, ThreadStatus; then Seccomp
 *   ready byte
 * </pre>
 *
 * <b>Threads.</b> The kernel keeps capabilities, no-new-privs, the mount namespace, and root and
 * current directory per thread; a virtual machine has fifteen threads before the first line of Java
 * runs, and its first one, the one that {@code /proc/PID} shows, sleeps for ever. So the main
 * thread sends each of them a signal whose handler is some sixty bytes of machine code ({@code
 * ThreadRoutine}) that works through a table of system calls ({@code ThreadTable}):
 *
 * <pre>
 *   prctl(NO_NEW_PRIVS) · unshare(CLONE_FS) · setns(the new mount namespace)
 *   · 63 × prctl(CAPBSET_DROP) · prctl(CAP_AMBIENT_CLEAR_ALL) · capset · write(eventfd)
 * </pre>
 *
 * The kernel's own account of every thread is read afterwards, and threads that have been started
 * meanwhile are done, too, until there is none left. A filter of system calls is simpler: the
 * kernel itself hands it to all threads (TSYNC).
 *
 * <p><b>The root</b> is made by a short-lived thread: a tmpfs with the host's /etc in it, or only
 * the folder that resolv.conf leads to; everything read-only, without devices, programs and set-id
 * bits. It cannot lose sight of the virtual machine's own files: the jars and the modules are open,
 * the libraries and the AOT cache mapped.
 *
 * <p><b>Ordinary users</b> may not make a mount namespace, except in a user namespace, which a
 * process with several threads may not make or join. So the process begins again ({@code
 * OwnUserNamespace}): it opens the TAP with its rights as the user who made the container, and
 * executes itself by unshare(1) in a user namespace of its own, a sibling of the container's, with
 * the TAP among the open descriptors. Neither rules the other. It costs a second start of the
 * virtual machine. Where the caller is root of a user namespace already, as podman's helpers are,
 * there is no need of it.
 *
 * <h2>Errors</h2>
 *
 * Whatever cannot be had ends the start with a line and status 1, before the ready byte: nobody is
 * told of a sandbox that is not there.
 *
 * <h2>Not done</h2>
 *
 * A root on an initramfs, which pivot_root(2) refuses; machines other than x86-64 and aarch64.
 * After the sandbox is closed, the end of the process that named the container is taken for the end
 * of the container: without /proc nobody can look for others in it.
 */
@NullMarked
package org.slirp4j.runtime.sandbox;

import org.jspecify.annotations.NullMarked;
