/**
 * The Linux kernel as the other end of the protocol machine: what its TCP sends and expects when
 * the link between the two is bad, when options are switched off, when windows are tiny; and frames
 * that no kernel would send, made by hand in a namespace.
 *
 * <p><b>The link.</b> tc's netem would be the tool, but kernels without it are common, and it bends
 * one direction only. {@code src/test/kernel/wire} does the same in user space, both ways and with
 * a seed, between two network namespaces of one user namespace:
 *
 * <pre>
 *   guest namespace              router namespace
 *   eth0 (TAP) ---- wire ----    wire (TAP) -- bridge -- tap0 (TAP) ---- slirp4netns
 * </pre>
 *
 * <p>The bridge cuts super-segments to the MTU, so that the wire carries what a network would; the
 * guest's kernel completes its checksums, so that slirp4netns has to verify them.
 *
 * <p><b>Frames by hand</b> are sent by {@code src/test/kernel/hostile}, a program of Python's
 * standard library on a packet socket, which prints what came back.
 */
@NullMarked
package org.slirp4j.runtime.kernel;

import org.jspecify.annotations.NullMarked;
