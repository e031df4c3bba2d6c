/** Tests of {@code org.slirp4j.runtime.bench.path}. */
@NullMarked
package org.slirp4j.runtime.bench.path;

import org.jspecify.annotations.NullMarked;
