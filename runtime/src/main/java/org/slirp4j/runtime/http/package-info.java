/**
 * The daemon's HTTP server on unix sockets, and the APIs that it speaks.
 *
 * <pre>
 *   unix socket ─▶ loop: HTTP codec, bounds ─▶ executor: Router ─▶ Handler ─▶ Control
 *               ◀─ loop: one Reply at a time ◀─────────────────────┘   (or an Outlet, for streams)
 * </pre>
 *
 * <p><b>To plug something in</b>, make {@link org.slirp4j.runtime.http.Route}s: a method, a path
 * and a {@link org.slirp4j.runtime.http.Handler}, which gets a {@link
 * org.slirp4j.runtime.http.Request} and returns a {@link org.slirp4j.runtime.http.Reply}: a whole
 * one, or a stream, which is written through an {@link org.slirp4j.runtime.http.Outlet} from any
 * thread until the client has gone. Handlers run on a few threads of their own, may wait, and
 * refuse by throwing {@link org.slirp4j.runtime.control.ControlException}.
 *
 * <p><b>Who may.</b> There is no TCP: the sockets are files of mode 0600 in a folder of mode 0700.
 * Who connects must have this process's user id or be root, by the kernel's word (SO_PEERCRED), and
 * must not live in a container, which has the same user id and may see the file: {@link
 * org.slirp4j.runtime.http.Doorkeeper}. Others are closed without an answer.
 *
 * <p><b>Bounds</b> are in {@link org.slirp4j.runtime.http.Limits}. A client that is slow to ask or
 * to read is closed; when there are too many, those that have nothing to do give way, the longest
 * idle first. One client's requests are answered one after the other, so it occupies one thread.
 *
 * <p><b>Errors</b> are {@code application/problem+json} (RFC 9457), made by {@link
 * org.slirp4j.runtime.http.Problem}; the compatible APIs use the forms that their clients know.
 */
@NullMarked
package org.slirp4j.runtime.http;

import org.jspecify.annotations.NullMarked;
