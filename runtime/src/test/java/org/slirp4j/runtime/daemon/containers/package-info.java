/** Tests of the daemon's containers. */
@NullMarked
package org.slirp4j.runtime.daemon.containers;

import org.jspecify.annotations.NullMarked;
