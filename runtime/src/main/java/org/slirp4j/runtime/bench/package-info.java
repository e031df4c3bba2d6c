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
 * <p>Every group begins with traffic that is not counted, the same for all rivals, for as long as a
 * sample takes. A helper lives as long as its container does: what is wanted is how it is then.
 * What its start costs is a measurement of its own.
 *
 * <p>What rivals and their programs say is read with limits of time and length, and shown without
 * what a terminal would obey: {@link org.slirp4j.runtime.bench.rival.Output}.
 *
 * <p>Whatever way it ends, nothing stays: agents end with the pipe to them, helpers are ended by
 * {@link org.slirp4j.runtime.bench.Cleanup}, namespaces go with their last process.
 */
@NullMarked
package org.slirp4j.runtime.bench;

import org.jspecify.annotations.NullMarked;
