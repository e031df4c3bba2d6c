/**
 * The daemon: one unprivileged process for all containers of a user.
 *
 * <pre>
 *   clients ─▶ parts: HTTP, front door, metrics ─▶ {@link org.slirp4j.runtime.control.Control}
 *                                                        │ {@link org.slirp4j.runtime.daemon.Daemon}
 *              containers/ registry ◀────────────────────┤
 *                 │ one Engine each: thread, stack,      ├─▶ events/  what happened, to who listens
 *                 │ buffers, relays of its own           └─▶ state/   what a restart must know
 *                 ▼
 *              TAP in the container's namespace
 * </pre>
 *
 * <p><b>Start.</b> {@link org.slirp4j.runtime.daemon.DaemonFace} reads the command line, {@link
 * org.slirp4j.runtime.daemon.RuntimeFolder} makes the folder, {@link
 * org.slirp4j.runtime.daemon.DaemonLock} keeps a second daemon away; then the containers of the
 * last time that are still there are attached again, and only then the {@link
 * org.slirp4j.runtime.daemon.DaemonPart parts} open the doors to clients.
 *
 * <p><b>End.</b> SIGTERM and SIGINT close the doors first, then end the engines, so that nobody
 * gets an answer that is not true any more; what is on disk is right at any moment and needs no
 * end.
 *
 * <p><b>Threads.</b> Each engine has one, which nothing here ever waits on for longer than a task
 * takes; clients come on the parts' threads; what takes time and has nobody waiting (a container
 * that died, one to be attached again) is done by a few workers.
 */
@NullMarked
package org.slirp4j.runtime.daemon;

import org.jspecify.annotations.NullMarked;
