/**
 * Events: what happened, numbered, to everybody who listens.
 *
 * <p>{@link org.slirp4j.runtime.daemon.events.EventHub} numbers an event and puts it into each
 * listener's own bounded queue, under one lock, so that all see the same order; a thread per
 * listener empties the queue. A listener that is too slow is cut off with a last event that says
 * so, instead of making anybody wait.
 */
@NullMarked
package org.slirp4j.runtime.daemon.events;

import org.jspecify.annotations.NullMarked;
