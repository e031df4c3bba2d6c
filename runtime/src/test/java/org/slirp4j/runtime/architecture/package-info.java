/**
 * The design's boundaries as tests: which module may know what, and how long a file or a method may
 * be.
 *
 * <p>They look at all four modules' classes and sources, which only this module sees.
 */
@NullMarked
package org.slirp4j.runtime.architecture;

import org.jspecify.annotations.NullMarked;
