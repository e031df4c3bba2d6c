package org.slirp4j.portfwd.dns;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slirp4j.tapdev.libc.RandomCalls;

/**
 * IDs of queries that nobody outside can foretell (RFC 5452, 9.2), from the kernel. The container's
 * own may be as simple as a count.
 */
final class RandomIds {
  /** As many as the kernel gives in one piece without fail. */
  private static final int BYTES = 256;

  private final MemorySegment drawn = Arena.ofAuto().allocate(BYTES, 8);
  private int at = BYTES;

  /** Returns 0 to 65,535. */
  int next() {
    if (at == BYTES) {
      // Without flags it waits for a kernel that has just started, and does not fail.
      RandomCalls.getrandom(drawn.address(), BYTES, 0);
      at = 0;
    }
    int id = Short.toUnsignedInt(drawn.get(ValueLayout.JAVA_SHORT, at));
    at += Short.BYTES;
    return id;
  }
}
