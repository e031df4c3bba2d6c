/** Tests of the daemon as a service. */
@NullMarked
package org.slirp4j.runtime.daemon.systemd;

import org.jspecify.annotations.NullMarked;
