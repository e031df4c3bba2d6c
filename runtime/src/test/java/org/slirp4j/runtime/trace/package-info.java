/** The readable dump. */
@NullMarked
package org.slirp4j.runtime.trace;

import org.jspecify.annotations.NullMarked;
