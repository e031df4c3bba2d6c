/**
 * The other end of the daemon's API for programs that only look: one request, one answer, whole or
 * as long as it lasts. Java's own sockets and no event loop: a command line starts with it at once.
 */
@NullMarked
package org.slirp4j.runtime.reader;

import org.jspecify.annotations.NullMarked;
