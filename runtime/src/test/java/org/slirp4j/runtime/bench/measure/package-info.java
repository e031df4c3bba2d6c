/** Tests of {@code org.slirp4j.runtime.bench.measure}. */
@NullMarked
package org.slirp4j.runtime.bench.measure;

import org.jspecify.annotations.NullMarked;
