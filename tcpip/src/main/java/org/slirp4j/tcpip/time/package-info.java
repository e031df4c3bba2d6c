/** Deadlines on a virtual clock: nanoseconds that the caller passes in, compared by subtraction. */
@NullMarked
package org.slirp4j.tcpip.time;

import org.jspecify.annotations.NullMarked;
