/**
 * Fuzzing with Jazzer.
 *
 * <p>In the normal build every target runs its seeds, which it makes itself, and what is kept in
 * {@code src/test/resources}: its {@link org.slirp4j.tcpip.fuzz.Corpus}, and in {@code …Inputs} the
 * inputs that once failed. {@code mvn -Pfuzz -pl tcpip -am test} fuzzes each target for {@code
 * fuzz.duration} with coverage guidance; an input that fails is then written to those resources,
 * and what is worth to go on from to {@code .cifuzz-corpus}.
 *
 * <p>{@link org.slirp4j.tcpip.fuzz.WireViewsFuzzTest} looks at bytes through every view of the
 * wire. The other targets are programs for {@link org.slirp4j.tcpip.fuzz.Machine}: each byte is an
 * action of the container, of the world beyond the stack, of the device or of time, and takes its
 * operands from the bytes behind it. A target is a choice of actions. Whatever the program, {@link
 * org.slirp4j.tcpip.fuzz.Machine#run} fails on an exception, on a frame that {@link
 * org.slirp4j.tcpip.testing.FrameChecker} does not like, on a table or a turn beyond its bound, on
 * an event after a flow's end, and on memory that does not come back.
 */
@NullMarked
package org.slirp4j.tcpip.fuzz;

import org.jspecify.annotations.NullMarked;
