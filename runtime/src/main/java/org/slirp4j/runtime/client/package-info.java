/**
 * The verbs of {@code slirp4j} that ask the daemon: attach, detach, ps, inspect, expose, unexpose,
 * ports, events.
 *
 * <p>Each is one or two requests of the daemon's own API over its unix socket, and a table, lines
 * or JSON for what comes back. What the daemon refuses is told with its own words, and the exit
 * status is 1. Nothing of Netty is loaded: {@link org.slirp4j.runtime.client.DaemonClient} speaks
 * HTTP over Java's own channels. {@code slirp4j top} and {@code slirp4j capture} ask by it as well.
 */
@NullMarked
package org.slirp4j.runtime.client;

import org.jspecify.annotations.NullMarked;
