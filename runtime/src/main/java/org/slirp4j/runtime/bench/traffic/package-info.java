/**
 * The benchmark's own traffic: what sends, receives, answers and connects.
 *
 * <p>Both ends are processes of their own, one inside the container's namespaces and one outside,
 * in the private network that stands for the host. Each is this program with the hidden verb {@code
 * bench-traffic} ({@link org.slirp4j.runtime.bench.traffic.TrafficAgent}): it serves the
 * {@linkplain org.slirp4j.runtime.bench.traffic.Ports ports} that every measurement uses, and obeys
 * commands, a line each, that come on its standard input. So the start of a virtual machine lies
 * outside of what is measured, and its code is warm. {@link
 * org.slirp4j.runtime.bench.traffic.Agent} is the other end of that pipe, in the benchmark itself.
 *
 * <p>What was received is counted where it is received and read twice: throughput is the difference
 * of two counts divided by the difference of the same process's clock.
 *
 * <p>The process ends when its standard input does, so that none outlives the benchmark.
 */
@NullMarked
package org.slirp4j.runtime.bench.traffic;

import org.jspecify.annotations.NullMarked;
