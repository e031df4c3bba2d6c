/**
 * The slirp4netns face: one process per container, started and ended by somebody else's program.
 *
 * <p>Its contract is slirp4netns 1.3's: the words, the lines on standard output, the ready and exit
 * descriptors, the exit statuses.
 *
 * <p>What is connected is mostly a TAP in a container's namespace, but may be one that the caller
 * has opened ({@code InheritedDevice}) or a virtual machine that comes to a socket; for that one
 * may have to wait, and the caller may go away meanwhile.
 *
 * <p>A caller may also name descriptors that are not open. By the time we look, the virtual machine
 * has files of its own under low numbers: {@code InheritedFd} tells the one from the other.
 */
@NullMarked
package org.slirp4j.runtime.netns;

import org.jspecify.annotations.NullMarked;
