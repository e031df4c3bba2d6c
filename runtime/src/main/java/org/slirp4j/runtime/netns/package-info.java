/**
 * The slirp4netns face: one process per container, started and ended by somebody else's program.
 *
 * <p>Its contract is slirp4netns 1.3's: the words, the lines on standard output, the ready and exit
 * descriptors, the exit statuses.
 */
@NullMarked
package org.slirp4j.runtime.netns;

import org.jspecify.annotations.NullMarked;
