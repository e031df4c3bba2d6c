/** Tests of {@code org.slirp4j.runtime.bench.traffic}. */
@NullMarked
package org.slirp4j.runtime.bench.traffic;

import org.jspecify.annotations.NullMarked;
