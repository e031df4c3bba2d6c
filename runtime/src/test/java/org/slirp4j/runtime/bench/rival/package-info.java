/** Tests of {@code org.slirp4j.runtime.bench.rival}. */
@NullMarked
package org.slirp4j.runtime.bench.rival;

import org.jspecify.annotations.NullMarked;
