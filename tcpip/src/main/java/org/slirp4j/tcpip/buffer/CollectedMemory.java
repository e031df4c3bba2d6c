package org.slirp4j.tcpip.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory that the collector frees when nobody can reach it any more. */
final class CollectedMemory implements PoolMemory {
  @Override
  public MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, PAGE_BYTES);
  }

  @Override
  public void discard(long address, long bytes) {
    // It stays until all of it goes.
  }

  @Override
  public void onUse() {}
}
