/**
 * The daemon's front door: how a slirp4netns that was just started hands its container over, from
 * its launcher script, without a virtual machine of its own.
 *
 * <pre>
 *   share/front.sh (a POSIX shell: dash, bash)            the daemon
 *   claims a slot: N.taken                                holds the slot N open for writing
 *   opens the FIFO N for reading, as descriptor 9
 *   attach N pid 9 8 words…        ──▶ FIFO door ──▶      checks the process behind pid, reads the words
 *                                  ◀── FIFO N ◀──         f 7 PATH    open this as your descriptor 8
 *   opened 7 yes                   ──▶ FIFO door ──▶      takes it from /proc/PID/fd/8
 *                                                         binds the API socket, attaches
 *                                  ◀── FIFO N ◀──         y 7, o LINE …, r 3    ready byte on 3
 *   blocked in read, 1 MB                                 waits for one of the ends
 *   exits with the status          ◀── FIFO N ◀──         x 0
 * </pre>
 *
 * <p><b>The ends.</b> A slot's FIFO has one writer, the daemon, and one reader, the front. When the
 * front dies, however, the daemon's end reports an error, and it detaches the container; when the
 * daemon dies or ends, the front reads the end of file, and becomes the ordinary helper with the
 * same command line: the daemon's TAPs have gone before its pipes or with them, and no daemon
 * attaches such a container by itself again, so that nobody else makes another one. The daemon
 * watches copies of the exit descriptor itself. All requests and answers are single writes of at
 * most PIPE_BUF bytes: pipe(7).
 *
 * <p><b>{@code slirp4j run}</b> needs no front at all: share/run.sh claims a slot in the same way,
 * asks {@code run}, hears {@code k} (keep on), goes into new namespaces by unshare(1), says {@code
 * inside}, is attached by its process id, mounts the resolv.conf that it is told ({@code m}) and
 * becomes the command ({@code g}). The container ends with its last process, and is attached again
 * by the next daemon as long as it has one.
 *
 * <p><b>Whatever is not possible is answered by {@code n REASON}</b>, before anything is changed:
 * then the launcher starts the ordinary helper, which tells of errors in the words that callers
 * know. So are wrong command lines, inherited TAPs, virtual machines, a namespace that cannot be
 * entered, a front that lives in another network namespace than the daemon (its connections would
 * begin elsewhere), descriptors with two digits (a POSIX shell has one).
 *
 * <p><b>Different mount and user namespaces.</b> The front opens paths itself, where it is and with
 * its rights, and the daemon takes the open descriptors: namespaces, and the folder of the API
 * socket. The front may be root of a user namespace that this user has made; it is not allowed to
 * look into the daemon's descriptors then, while the daemon is allowed to look into its.
 *
 * <p><b>Who may come.</b> The folder is the user's alone. The process that a request names must
 * have the very FIFO of the slot as the descriptor that it says, or it is not served: a process id
 * from another process id namespace would mean somebody else. Garbage in the door is dropped.
 *
 * <p><b>Sandbox.</b> {@code --enable-sandbox} and {@code --enable-seccomp} are accepted: they take
 * rights from a helper that is root in its container's user namespace, and the daemon has none
 * there but the user's own. Who wants a confined process for each container sets {@code
 * SLIRP4J_DAEMON=never}.
 */
@NullMarked
package org.slirp4j.runtime.front;

import org.jspecify.annotations.NullMarked;
