package org.slirp4j.runtime.daemon;

import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.daemon.events.DaemonLog;

/**
 * What a part of the daemon works with.
 *
 * @param control what clients' wishes become
 * @param folder where its files are
 * @param apiFd the listening socket at {@link RuntimeFolder#apiSocket} when the service manager has
 *     made it (then its file stays when the daemon ends), or −1 when it is to be made
 * @param log where it says what people should know
 */
public record DaemonContext(Control control, RuntimeFolder folder, int apiFd, DaemonLog log) {}
