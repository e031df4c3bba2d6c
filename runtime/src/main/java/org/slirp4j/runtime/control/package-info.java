/**
 * What the daemon can be asked for: the words in which its clients and its inside talk.
 *
 * <pre>
 *   HTTP APIs, metrics, front door ──▶ {@link org.slirp4j.runtime.control.Control} ◀── the daemon
 * </pre>
 *
 * <p>{@link org.slirp4j.runtime.control.Control} is implemented once, by the daemon; everything
 * that speaks to clients knows nothing else of it. Plain records, all of them immutable. Calls come
 * on any thread but an engine's, and may wait for an engine's loop for some milliseconds.
 *
 * <p><b>A container</b> has a name, which is its identity: rules belong to it, and are there again
 * when a container of that name is. Its id changes with every attaching. <b>A rule</b> is a forward
 * or a range of them, with an id that is never used again, an owner and a source: who asked.
 */
@NullMarked
package org.slirp4j.runtime.control;

import org.jspecify.annotations.NullMarked;
