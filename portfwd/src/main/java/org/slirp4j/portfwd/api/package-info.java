/**
 * slirp4netns's API: port forwards by JSON over a unix socket.
 *
 * <p><b>The protocol.</b> A client connects, writes one request, {@code {"execute": …, "arguments":
 * {…}}}, may end its stream or not, and reads one reply, after which the connection is closed.
 *
 * <pre>
 *   add_hostfwd     proto, host_addr, host_port, guest_addr, guest_port   {"return":{"id":1}}
 *   list_hostfwd                                            {"return":{"entries":[…]},"entries":[…]}
 *   remove_hostfwd  id, close                                             {"return":{}}
 *   anything else                                          {"error":{"desc":"bad request: …"}}
 * </pre>
 *
 * <p>The texts are slirp4netns's; {@link org.slirp4j.portfwd.api.Requests} adds reasons after them,
 * IPv6 addresses and {@code "close":true}, which ends what came by the forward. A reply is one
 * write, as clients read it by one read; only a list that the kernel does not take at once is more.
 *
 * <p><b>When a request is whole</b>: when it is a JSON value, at the end of the stream, or when a
 * client has said part of it and paused for too long. What cannot become JSON any more is answered
 * at once.
 *
 * <p><b>Who is in the way of whom.</b> Nobody: everything is events on the data path's loop, with a
 * bound on what one does in a turn. There are 64 clients at a time, and the one there longest makes
 * room for the next; a request that is written when its client is taken is answered in the same
 * turn, so a thousand connections that say nothing delay it by their number of accepts. Clients do
 * not count against the bound on sockets, so ports can be managed when flows have used that up.
 *
 * <p><b>The file</b> is made before the network can be seen, readable and writable for its owner
 * only from the start, in place of a stale socket but never of a live one or of another kind of
 * file, and removed in the end: {@link org.slirp4j.tapdev.UnixListener}. (From a sandbox in which
 * the path cannot be seen it stays, stale.)
 */
@NullMarked
package org.slirp4j.portfwd.api;

import org.jspecify.annotations.NullMarked;
