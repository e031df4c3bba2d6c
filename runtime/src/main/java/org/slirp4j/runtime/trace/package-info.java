/**
 * The readable dump of frames, for a person who wants to see what a program and its network say to
 * each other. pcap4j decodes: a decoder that knows nothing of our own protocol machine.
 */
@NullMarked
package org.slirp4j.runtime.trace;

import org.jspecify.annotations.NullMarked;
