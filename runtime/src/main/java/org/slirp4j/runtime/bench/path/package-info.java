/**
 * A long way between the host's side and a far one: two TAPs with a delay between them.
 *
 * <p>An ordinary user cannot give an interface a delay: netem(8) is a module that many kernels do
 * not have. But the run's own user namespace may make TAPs in its network namespaces, and what is
 * read from one may be written to the other some time later: {@link
 * org.slirp4j.runtime.bench.path.Cable}. Each direction is a {@link
 * org.slirp4j.runtime.bench.path.DelayLine}: a rate, a delay, and a queue in front of them that
 * holds as much as a round trip carries, and drops what comes beyond that.
 *
 * <pre>
 *   host's side                       the cable                      far side
 *   TAP ──▶ queue, rate ──▶ delay of half a round trip ──────────────▶ TAP
 *   TAP ◀────────────── delay of half a round trip ◀── rate, queue ◀── TAP
 * </pre>
 *
 * <p>Frames go through as the kernel hands them over, super-segments whole: their segments' headers
 * take no time on the cable, and one that is dropped takes all of its segments with it. Both
 * directions are worked on by one thread, which copies each byte twice: some 10 Gbit/s, more than
 * the windows of a round trip of 20 ms let through.
 */
@NullMarked
package org.slirp4j.runtime.bench.path;

import org.jspecify.annotations.NullMarked;
