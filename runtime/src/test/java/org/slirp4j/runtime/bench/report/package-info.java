/** Tests of {@code org.slirp4j.runtime.bench.report}. */
@NullMarked
package org.slirp4j.runtime.bench.report;

import org.jspecify.annotations.NullMarked;
