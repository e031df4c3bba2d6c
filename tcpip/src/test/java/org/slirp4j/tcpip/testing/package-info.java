/**
 * What the tests of this module and of the modules above share.
 *
 * <p>{@link org.slirp4j.tcpip.testing.GuestFrames} writes what a container sends, byte by byte and
 * without the code under test; {@link org.slirp4j.tcpip.testing.FrameChecker} reads what the stack
 * emits with a decoder that nobody here wrote (pcap4j).
 */
@NullMarked
package org.slirp4j.tcpip.testing;

import org.jspecify.annotations.NullMarked;
