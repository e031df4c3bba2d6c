/**
 * Rootless podman with the image's slirp4netns as its {@code network_cmd_path}.
 *
 * <p>What is expected holds with slirp4netns 1.2 as well: {@code SLIRP4J_TEST_HELPER} tells. That
 * one does not do these: IPv6 pings beyond the gateway, DNS over IPv6 to a server that the host
 * reaches over IPv4, {@code outbound_addr6} with an interface's name, and the replies of a
 * published UDP port to a client on the host's loopback.
 */
@NullMarked
package org.slirp4j.runtime.podman;

import org.jspecify.annotations.NullMarked;
