/**
 * Flows and the tables that find them.
 *
 * <p>A flow is keyed by guest address and port, peer address and port. Tables hash with a secret,
 * because the container chooses the keys, and know which flow was used longest ago, because the
 * container also chooses how many there are.
 */
@NullMarked
package org.slirp4j.tcpip.flow;

import org.jspecify.annotations.NullMarked;
