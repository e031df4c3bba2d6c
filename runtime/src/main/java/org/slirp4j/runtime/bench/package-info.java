/**
 * {@code slirp4j bench}: this stack, its rivals and the kernel's limit in one interleaved run.
 *
 * <p>An ordinary user may make a user namespace, and in it everything that is needed. So {@link
 * org.slirp4j.runtime.bench.Bench} starts itself a second time in a user and a network namespace of
 * its own, with the hidden verb {@code bench-inside}, and only waits: {@link
 * org.slirp4j.runtime.bench.BenchRun} does the rest there. Packages:
 *
 * <ul>
 *   <li>{@link org.slirp4j.runtime.bench.rival} the networks and the private world around them,
 *   <li>{@link org.slirp4j.runtime.bench.path} a long way to a host that is far away,
 *   <li>{@link org.slirp4j.runtime.bench.traffic} what sends and receives,
 *   <li>{@link org.slirp4j.runtime.bench.measure} what is measured,
 *   <li>{@link org.slirp4j.runtime.bench.report} how it is shown.
 * </ul>
 *
 * <p>Rounds are interleaved: within a round each group of measurements is done for one rival after
 * the other, so that what the machine does meanwhile hits all alike; each round begins with another
 * rival. What fails is shown as failed, and the run goes on.
 *
 * <p>Every group begins with traffic that is not counted, the same for all rivals and of the kinds
 * that are measured then: a virtual machine has compiled the most of what carries a stream after a
 * second of it in each direction, which a quick run cuts to the half. A helper lives as long as its
 * container does: what is wanted is how it is then. What its start costs is a measurement of its
 * own.
 *
 * <p>What rivals and their programs say is read with limits of time and length, and shown without
 * what a terminal would obey: {@link org.slirp4j.runtime.bench.rival.Output}.
 *
 * <p>A run of all measurements takes some 8 minutes for each round on two cores, of which the half
 * are streams; the line of progress adds up what each step has taken the last time ({@link
 * org.slirp4j.runtime.bench.Timetable}).
 *
 * <p>Whatever way it ends, nothing stays: agents end with the pipe to them, helpers are ended by
 * {@link org.slirp4j.runtime.bench.Cleanup}, namespaces go with their last process. Where a run can
 * have process ids of its own ({@link org.slirp4j.runtime.bench.Namespaces}) the kernel ends all of
 * it with its first process, so also when something of it is killed; who waits outside then deletes
 * the files. Only when that is killed in the same moment they stay, and the next run deletes them
 * ({@link org.slirp4j.runtime.bench.RunFolder}). Where mounting a proc(5) is forbidden, as in some
 * containers, there are no such ids: a run that is killed may leave processes there.
 */
@NullMarked
package org.slirp4j.runtime.bench;

import org.jspecify.annotations.NullMarked;
