/** What a reader of the daemon's metrics sees, with engines that have no device. */
@NullMarked
package org.slirp4j.runtime.metrics;

import org.jspecify.annotations.NullMarked;
