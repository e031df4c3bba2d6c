/** Placeholder. */
@NullMarked
package org.slirp4j.runtime.sandbox;

import org.jspecify.annotations.NullMarked;
