/** Tests of the daemon's state. */
@NullMarked
package org.slirp4j.runtime.daemon.state;

import org.jspecify.annotations.NullMarked;
