/** Tests of the daemon's events. */
@NullMarked
package org.slirp4j.runtime.daemon.events;

import org.jspecify.annotations.NullMarked;
