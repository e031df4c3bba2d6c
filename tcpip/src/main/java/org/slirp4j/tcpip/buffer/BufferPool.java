package org.slirp4j.tcpip.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of equally sized native blocks.
 *
 * <p>Memory is taken from the system a slab at a time, when it is first needed; the block given
 * back last is handed out first, because it is still in the processor's cache.
 */
public final class BufferPool {
  private static final int SLAB_BYTES = 1 << 20;
  private static final int ALIGNMENT_BYTES = 64;

  private final int bufferBytes;
  private final int maxBuffers;
  private final ArrayDeque<Buffer> free = new ArrayDeque<>();
  private int made;

  /**
   * Makes an empty pool.
   *
   * @param bufferBytes size of a block, a multiple of 64
   * @param maxBuffers how many blocks may exist
   */
  public BufferPool(int bufferBytes, int maxBuffers) {
    if (bufferBytes <= 0 || bufferBytes % ALIGNMENT_BYTES != 0 || maxBuffers <= 0) {
      throw new IllegalArgumentException(
          "bufferBytes " + bufferBytes + ", maxBuffers " + maxBuffers);
    }
    this.bufferBytes = bufferBytes;
    this.maxBuffers = maxBuffers;
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
    }
    return buffer;
  }

  /** Returns how many blocks may exist. */
  public int capacity() {
    return maxBuffers;
  }

  /** Returns how many blocks can still be taken. */
  public int available() {
    return maxBuffers - made + free.size();
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
    int count = Math.min(Math.max(1, SLAB_BYTES / bufferBytes), maxBuffers - made);
    if (count <= 0) {
      return;
    }
    MemorySegment slab = Arena.global().allocate((long) count * bufferBytes, ALIGNMENT_BYTES);
    for (int i = 0; i < count; i++) {
      free.addLast(new Buffer(this, slab.asSlice((long) i * bufferBytes, bufferBytes)));
    }
    made += count;
  }
}
