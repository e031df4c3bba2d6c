/**
 * Flows and the tables that find them.
 *
 * <p>A flow is keyed by guest address and port, peer address and port. Tables hash with a secret,
 * because the container chooses the keys, and know which flow was used longest ago, because the
 * container also chooses how many there are.
 *
 * <p>To be seen by people, a flow has a number, counts what it carries (an addition per segment)
 * and can be listed; whoever keeps a log of flows hears of their changes ({@link
 * org.slirp4j.tcpip.flow.FlowBook}), which costs a comparison per change when nobody does.
 */
@NullMarked
package org.slirp4j.tcpip.flow;

import org.jspecify.annotations.NullMarked;
