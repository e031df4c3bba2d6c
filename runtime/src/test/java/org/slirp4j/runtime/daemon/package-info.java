/** Tests of the daemon. */
@NullMarked
package org.slirp4j.runtime.daemon;

import org.jspecify.annotations.NullMarked;
