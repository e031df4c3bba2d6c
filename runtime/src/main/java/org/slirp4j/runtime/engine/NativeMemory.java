package org.slirp4j.runtime.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The first use of native memory, which costs 5 ms because Java generates code for each kind of
 * access. Made by a thread that has to wait for another one anyway.
 */
final class NativeMemory {
  private static final int BYTES = 64;

  private NativeMemory() {}

  /** Uses every kind of access that the stack and the relays make, so that they find it ready. */
  static void warmUp() {
    MemorySegment memory = Arena.ofAuto().allocate(BYTES, Long.BYTES);
    memory.set(ValueLayout.JAVA_LONG, 0, memory.address());
    memory.set(ValueLayout.JAVA_INT, 0, memory.get(ValueLayout.JAVA_INT_UNALIGNED, 1));
    memory.set(ValueLayout.JAVA_BYTE, 0, memory.get(ValueLayout.JAVA_BYTE, 1));
    memory.set(
        ValueLayout.JAVA_SHORT_UNALIGNED, 1, memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, 3));
  }
}
