/**
 * The readable dump of frames, for a person who wants to see what a program and its network say to
 * each other. pcap4j decodes: a decoder that knows nothing of our own protocol machine.
 *
 * <p>And the log of flows: a line for whatever becomes of one, with its number and state. Nobody
 * pays for it while nobody has wished for it: the protocol machine then has no {@code FlowLog}.
 */
@NullMarked
package org.slirp4j.runtime.trace;

import org.jspecify.annotations.NullMarked;
