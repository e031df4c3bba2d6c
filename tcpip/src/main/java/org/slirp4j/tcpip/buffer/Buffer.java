package org.slirp4j.tcpip.buffer;

import java.lang.foreign.MemorySegment;

/**
 * A block of native memory that goes back to its pool when the last holder lets go of it.
 *
 * <p>{@link BufferPool#take} hands it out with one reference. Not thread-safe: all holders live on
 * the stack's thread.
 */
public final class Buffer {
  private final BufferPool pool;
  private final Slab slab;
  private final MemorySegment memory;
  private final long address;
  private int references;

  Buffer(BufferPool pool, Slab slab, MemorySegment memory) {
    this.pool = pool;
    this.slab = slab;
    this.memory = memory;
    this.address = memory.address();
  }

  /** Returns the memory, for typed views. */
  public MemorySegment memory() {
    return memory;
  }

  /** Returns the memory's native address, for system calls. */
  public long address() {
    return address;
  }

  /** Returns the block's size in bytes. */
  public int capacity() {
    return pool.bufferBytes();
  }

  /** Adds a holder. */
  public void retain() {
    references++;
  }

  /** Removes a holder; the last one gives the block back to the pool. */
  public void release() {
    if (--references == 0) {
      pool.giveBack(this);
    }
    assert references >= 0;
  }

  /**
   * Tells whether somebody besides the caller holds this block, so that it may not be overwritten.
   */
  public boolean isShared() {
    return references > 1;
  }

  /** Tells whether the pool has another block for who needs one in place of this. */
  boolean isReplaceable() {
    return pool.hasAnother();
  }

  /** Tells whether somebody holds this block. */
  boolean isHeld() {
    return references > 0;
  }

  /** Tells whether the memory that this block lies in is being given back. */
  boolean isDropped() {
    return slab.isDropped();
  }

  void handedOut() {
    references = 1;
    slab.use();
  }
}
