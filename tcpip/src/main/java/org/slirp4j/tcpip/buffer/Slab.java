package org.slirp4j.tcpip.buffer;

import java.lang.foreign.MemorySegment;

/** A piece of memory that a pool has cut into blocks, one beside the other. */
final class Slab {
  private static final int PAGE = PoolMemory.PAGE_BYTES;

  private final MemorySegment memory;
  private final int blockBytes;
  private final Buffer[] blocks;

  // Whether a block was handed out since the last trim.
  private boolean used;

  private boolean dropped;

  Slab(BufferPool pool, MemorySegment memory, int blockBytes, int count) {
    this.memory = memory;
    this.blockBytes = blockBytes;
    this.blocks = new Buffer[count];
    for (int i = 0; i < count; i++) {
      blocks[i] = new Buffer(pool, this, memory.asSlice((long) i * blockBytes, blockBytes));
    }
  }

  /** Returns the bytes that {@code count} blocks need, in whole pages. */
  static long bytes(int blockBytes, int count) {
    return ((long) blockBytes * count + PAGE - 1) / PAGE * PAGE;
  }

  Buffer[] blocks() {
    return blocks;
  }

  MemorySegment memory() {
    return memory;
  }

  /** Tells whether nobody holds any block. */
  boolean isFree() {
    for (Buffer block : blocks) {
      if (block.isHeld()) {
        return false;
      }
    }
    return true;
  }

  /** Notes that the slab is given back. */
  void drop() {
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }

  void use() {
    used = true;
  }

  /** Gives back all pages that only free blocks lie on. */
  void trim(PoolMemory source) {
    if (!used) {
      return;
    }
    used = false;
    int pages = (int) (memory.byteSize() / PAGE);
    int first = 0;
    for (int page = 0; page <= pages; page++) {
      if (page == pages || isHeld(page)) {
        if (page > first) {
          source.discard(memory.address() + (long) first * PAGE, (long) (page - first) * PAGE);
        }
        first = page + 1;
      }
    }
  }

  private boolean isHeld(int page) {
    int last = (int) Math.min(((long) (page + 1) * PAGE - 1) / blockBytes, blocks.length - 1);
    for (int i = (int) ((long) page * PAGE / blockBytes); i <= last; i++) {
      if (blocks[i].isHeld()) {
        used = true;
        return true;
      }
    }
    return false;
  }
}
