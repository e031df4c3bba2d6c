/**
 * The processes: one {@link org.slirp4j.runtime.Main} with a face per program.
 *
 * <p>Read first: {@link org.slirp4j.runtime.engine.Engine}, which all faces drive.
 *
 * <pre>
 *   cli      command lines
 *   engine   TAP, protocol machine and relays on one loop; start and end
 *   netns    the slirp4netns face
 *   person   the slirp4j face: run, doctor, and the texts that people read
 *   demo     slirp4j demo: host side, container side, table
 *   control  what the daemon can be asked for
 *   http     the daemon's APIs on unix sockets
 *   metrics  counters as Micrometer meters, made when somebody asks
 *   capture  every frame of a container as a stream; slirp4j capture
 *   top      what a container does right now; slirp4j top
 *   reader   how those two ask the daemon
 *   trace    the readable dump of frames
 *   train    what the build runs to train the AOT cache
 * </pre>
 *
 * <p>What stands before slirp4netns's ready byte is counted in milliseconds: there, no logging
 * framework, no regular expressions, no streams, no formatters, and nothing of the packages below
 * {@code engine} in this list.
 */
@NullMarked
package org.slirp4j.runtime;

import org.jspecify.annotations.NullMarked;
