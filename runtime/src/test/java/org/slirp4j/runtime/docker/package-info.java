/** Rootless Docker, by its own start script, with the image's slirp4netns found on PATH. */
@NullMarked
package org.slirp4j.runtime.docker;

import org.jspecify.annotations.NullMarked;
