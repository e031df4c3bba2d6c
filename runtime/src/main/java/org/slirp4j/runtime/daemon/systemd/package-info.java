/**
 * The daemon as a service of systemd's: what a service manager tells a process that it starts, and
 * what it wants to be told.
 *
 * <pre>
 *   LISTEN_PID, LISTEN_FDS ──▶ {@link org.slirp4j.runtime.daemon.systemd.PassedSocket}: the API's
 *                              socket is descriptor 3, clients may wait in it already
 *   NOTIFY_SOCKET ◀── READY=1, STOPPING=1, WATCHDOG=1 ── {@link
 *                              org.slirp4j.runtime.daemon.systemd.Notifier}
 * </pre>
 *
 * <p>The interfaces are sd_listen_fds(3)'s and sd_notify(3)'s, which others than systemd speak as
 * well; no library is needed for either. Without such a manager nothing of this is set.
 */
@NullMarked
package org.slirp4j.runtime.daemon.systemd;

import org.jspecify.annotations.NullMarked;
