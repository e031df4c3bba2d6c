/** Tests of {@code org.slirp4j.runtime.bench}. */
@NullMarked
package org.slirp4j.runtime.bench;

import org.jspecify.annotations.NullMarked;
