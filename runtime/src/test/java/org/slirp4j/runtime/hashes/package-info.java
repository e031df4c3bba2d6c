/**
 * Whatever the options: what goes out and what comes back is what was sent.
 *
 * <p>{@code src/test/kernel/streams} is at both ends: streams out, back, both at once, and back
 * first, and datagrams of every length at which something changes; each end holds hashes against
 * the other's.
 */
@NullMarked
package org.slirp4j.runtime.hashes;

import org.jspecify.annotations.NullMarked;
