package org.slirp4j.tcpip.buffer;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Where pools get their memory from; called on the stack's thread. */
public interface PoolMemory {
  /** What {@link #discard} works in. */
  int PAGE_BYTES = 4096;

  /**
   * Returns memory that begins at a page and lives at least as long as the pools are used, or null
   * when the system has none. Pages that nobody has written to need not be there.
   *
   * @param bytes a multiple of {@link #PAGE_BYTES}
   */
  @Nullable MemorySegment allocate(long bytes);

  /** Gives the system whole pages back: they come again, with any content, when they are used. */
  void discard(long address, long bytes);

  /** Takes back what {@link #allocate} returned: nobody holds anything of it. */
  default void release(MemorySegment memory) {}

  /**
   * Returns how much {@link #allocate} would give now; a large number when only the system knows.
   */
  default long obtainableBytes() {
    return Long.MAX_VALUE;
  }

  /** A block was handed out for the first time since the pools were trimmed, or made. */
  void onUse();
}
