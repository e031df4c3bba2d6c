/**
 * Captures without a device or a daemon: the ring, the stream, the filter, the lines. And with
 * them: {@code ViewIT}.
 */
@NullMarked
package org.slirp4j.runtime.capture;

import org.jspecify.annotations.NullMarked;
