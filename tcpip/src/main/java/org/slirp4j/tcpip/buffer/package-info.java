/** Bounded, reference-counted native memory, and queues of pieces of it. Single-threaded. */
@NullMarked
package org.slirp4j.tcpip.buffer;

import org.jspecify.annotations.NullMarked;
