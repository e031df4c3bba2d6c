/** Tests of what a process gives up. */
@NullMarked
package org.slirp4j.runtime.sandbox;

import org.jspecify.annotations.NullMarked;
