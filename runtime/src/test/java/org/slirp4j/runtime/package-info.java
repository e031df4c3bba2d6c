/**
 * Tests of the runtime module: unit tests, and the image's programs on a real kernel ({@code *IT}).
 */
@NullMarked
package org.slirp4j.runtime;

import org.jspecify.annotations.NullMarked;
