/**
 * RootlessKit with the image's slirp4netns: it makes the TAP itself, and starts the helper from
 * outside the container's user namespace, without {@code -c}.
 */
@NullMarked
package org.slirp4j.runtime.rootlesskit;

import org.jspecify.annotations.NullMarked;
