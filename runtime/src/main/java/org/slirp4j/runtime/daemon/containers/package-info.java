/**
 * The daemon's containers: which there are, their engines, their lives.
 *
 * <pre>
 *              attach                      process died, TAP deleted
 *   (unknown) ───────▶ ATTACHED ─────────────────────────▶ AWAITED (has lasting rules) or forgotten
 *                        │  ▲ attach                             ▲ ▼ attach, start of the daemon
 *         engine failed  ▼  │ again, in 1, 2, 4 … 64 s       ATTACHED
 *                      FAILED
 * </pre>
 *
 * <p>A container is a name; its engine comes and goes. {@link
 * org.slirp4j.runtime.daemon.containers.Registry} is the table of names, {@link
 * org.slirp4j.runtime.daemon.containers.Container} one of them with a lock of its own: attaching
 * one takes some 20 ms, during which nobody but clients of the same container waits. What others
 * may read at any time is an immutable record, replaced as a whole.
 */
@NullMarked
package org.slirp4j.runtime.daemon.containers;

import org.jspecify.annotations.NullMarked;
