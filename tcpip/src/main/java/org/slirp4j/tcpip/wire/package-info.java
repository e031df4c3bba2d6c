/**
 * The bytes of each protocol, read and written in place.
 *
 * <p>Each format is a record over a native segment and an offset. Its {@code check} tells whether
 * the bytes at hand hold what they announce; after that no accessor throws. Views are made where
 * they are used and never kept, so that the compiler makes nothing of them but loads and stores;
 * and segments are native without exception, because one heap segment at a call site makes all
 * others slow.
 */
@NullMarked
package org.slirp4j.tcpip.wire;

import org.jspecify.annotations.NullMarked;
