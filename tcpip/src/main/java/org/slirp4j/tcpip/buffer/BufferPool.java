package org.slirp4j.tcpip.buffer;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of equally sized native blocks.
 *
 * <p>Memory is taken from the system a slab at a time, when it is first needed; the block given
 * back last is handed out first, because it is still in the processor's cache. {@link #trim} gives
 * back the memory of blocks that nobody holds, and all but one of the slabs of which nobody holds
 * any.
 */
public final class BufferPool {
  private static final int SLAB_BYTES = 1 << 20;
  private static final int ALIGNMENT_BYTES = 64;

  private final int bufferBytes;
  private final int maxBuffers;
  private final int slabBuffers;
  private final long slabBytes;
  private final PoolMemory memory;
  private final ArrayDeque<Buffer> free = new ArrayDeque<>();
  private final List<Slab> slabs = new ArrayList<>();
  private int made;
  private boolean used;

  /** Makes an empty pool on memory that goes when the pool does. */
  public BufferPool(int bufferBytes, int maxBuffers) {
    this(bufferBytes, maxBuffers, new CollectedMemory());
  }

  /**
   * Makes an empty pool.
   *
   * @param bufferBytes size of a block, a multiple of 64
   * @param maxBuffers how many blocks may exist
   * @param memory where their memory comes from
   */
  public BufferPool(int bufferBytes, int maxBuffers, PoolMemory memory) {
    if (bufferBytes <= 0 || bufferBytes % ALIGNMENT_BYTES != 0 || maxBuffers <= 0) {
      throw new IllegalArgumentException(
          "bufferBytes " + bufferBytes + ", maxBuffers " + maxBuffers);
    }
    this.bufferBytes = bufferBytes;
    this.maxBuffers = maxBuffers;
    this.memory = memory;
    slabBuffers = Math.max(1, SLAB_BYTES / bufferBytes);
    slabBytes = Slab.bytes(bufferBytes, slabBuffers);
  }

  /** Returns a block held once by the caller, or null when all are in use. */
  public @Nullable Buffer take() {
    Buffer buffer = free.pollLast();
    if (buffer == null) {
      grow();
      buffer = free.pollLast();
    }
    if (buffer != null) {
      buffer.handedOut();
      if (!used) {
        used = true;
        memory.onUse();
      }
    }
    return buffer;
  }

  /** Gives the system back the memory of all blocks that nobody holds. */
  public void trim() {
    used = false;
    int kept = 0;
    for (Slab slab : slabs) {
      slab.trim(memory);
      if (kept > 0 && slab.isFree()) {
        slab.drop();
      } else {
        kept++;
      }
    }
    if (kept < slabs.size()) {
      free.removeIf(Buffer::isDropped);
      slabs.removeIf(this::release);
    }
  }

  /** Gives a slab back if it has been dropped. */
  private boolean release(Slab slab) {
    if (slab.isDropped()) {
      made -= slab.blocks().length;
      memory.release(slab.memory());
    }
    return slab.isDropped();
  }

  /** Returns how many blocks may exist. */
  public int capacity() {
    return maxBuffers;
  }

  /** Returns how many blocks can still be taken: memory comes in whole slabs. */
  public int available() {
    int left = maxBuffers - made;
    if (left == 0) {
      return free.size();
    }
    long obtainableBytes = memory.obtainableBytes();
    int whole = (int) Math.min(left / slabBuffers, obtainableBytes / slabBytes);
    int more = whole * slabBuffers;
    int last = left - more;
    boolean fits =
        last < slabBuffers && Slab.bytes(bufferBytes, last) <= obtainableBytes - whole * slabBytes;
    return free.size() + (fits ? left : more);
  }

  /** Tells whether there is a block to take, and gets memory for it if need be. */
  boolean hasAnother() {
    if (free.isEmpty()) {
      grow();
    }
    return !free.isEmpty();
  }

  /** Returns how many blocks are held by somebody. */
  public int inUse() {
    return made - free.size();
  }

  /** Returns the size of a block in bytes. */
  public int bufferBytes() {
    return bufferBytes;
  }

  void giveBack(Buffer buffer) {
    free.addLast(buffer);
  }

  private void grow() {
    int count = Math.min(slabBuffers, maxBuffers - made);
    if (count <= 0) {
      return;
    }
    MemorySegment taken = memory.allocate(Slab.bytes(bufferBytes, count));
    if (taken == null) {
      return;
    }
    Slab slab = new Slab(this, taken, bufferBytes, count);
    slabs.add(slab);
    for (Buffer buffer : slab.blocks()) {
      free.addLast(buffer);
    }
    made += count;
  }
}
