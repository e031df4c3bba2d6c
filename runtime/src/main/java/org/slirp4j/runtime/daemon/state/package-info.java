/**
 * What a restart must know: the file that outlives the daemon.
 *
 * <pre>
 *   change(op) ─▶ op(state) ─▶ state.json.new ─fsync─▶ rename ─▶ fsync of the folder ─▶ answered
 * </pre>
 *
 * <p>{@link org.slirp4j.runtime.daemon.state.SavedState} is an immutable value, so that a change is
 * either on disk, and then everybody works with it, or not there at all: a full disk fails the
 * requests that wanted it and nothing else. Requests that come while a write is under way share the
 * next one ({@link org.slirp4j.runtime.daemon.state.StateStore}).
 *
 * <p><b>The file</b> ({@link org.slirp4j.runtime.daemon.state.StateJson}) is JSON for people to
 * read, with a version. What cannot be read of it, because somebody has edited it, a disk has
 * broken, or a newer version has written it, is left out and reported, and the file as it was is
 * kept aside ({@link org.slirp4j.runtime.daemon.state.StateFile}).
 *
 * <p><b>Namespaces</b> are known again by {@link org.slirp4j.runtime.daemon.state.NamespaceId} and
 * the machine's boot: process ids and inode numbers are given out again.
 *
 * <p><b>Numbers</b> of rules and containers are reserved on disk in blocks ({@link
 * org.slirp4j.runtime.daemon.state.Numbers}), so that none is used twice, also after {@code kill
 * -9} and also for rules that are not kept.
 */
@NullMarked
package org.slirp4j.runtime.daemon.state;

import org.jspecify.annotations.NullMarked;
