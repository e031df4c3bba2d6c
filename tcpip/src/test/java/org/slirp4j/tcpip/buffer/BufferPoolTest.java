package org.slirp4j.tcpip.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.wire.NetworkOrder;

class BufferPoolTest {
  private static Buffer take(BufferPool pool) {
    Buffer buffer = pool.take();
    assertNotNull(buffer);
    return buffer;
  }

  @Test
  void handsOutAsManyBlocksAsItsBoundAndNoneTwice() {
    BufferPool pool = new BufferPool(64 * 1024, 40); // more than one slab
    List<Buffer> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      assertEquals(40 - i, pool.available());
      Buffer buffer = take(pool);
      NetworkOrder.put64(buffer.memory(), 0, i);
      NetworkOrder.put64(buffer.memory(), buffer.capacity() - 8, i);
      all.add(buffer);
      assertEquals(i + 1, pool.inUse());
    }
    assertNull(pool.take());
    for (int i = 0; i < 40; i++) {
      assertEquals(i, NetworkOrder.get64(all.get(i).memory(), 0));
      assertEquals(i, NetworkOrder.get64(all.get(i).memory(), 64 * 1024 - 8));
      assertEquals(0, all.get(i).address() % 64);
    }
    all.forEach(Buffer::release);
    assertEquals(40, pool.available());
    assertEquals(0, pool.inUse());
  }

  @Test
  void theBlockGivenBackLastComesFirst() {
    BufferPool pool = new BufferPool(64, 10);
    Buffer first = take(pool);
    Buffer second = take(pool);
    second.release();
    first.release();
    assertSame(first, take(pool));
    assertSame(second, take(pool));
  }

  @Test
  void aBlockComesBackWhenItsLastHolderLetsGo() {
    BufferPool pool = new BufferPool(64, 1);
    Buffer buffer = take(pool);
    assertFalse(buffer.isShared());
    buffer.retain();
    assertTrue(buffer.isShared());
    buffer.release();
    assertFalse(buffer.isShared());
    assertNull(pool.take());
    buffer.release();
    assertSame(buffer, take(pool));
    assertFalse(buffer.isShared());
  }

  @Test
  void trimmingGivesBackThePagesThatOnlyFreeBlocksLieOn() {
    Discarding memory = new Discarding();
    BufferPool pool = new BufferPool(6 * 1024, 10, memory); // three pages hold two blocks
    List<Buffer> blocks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      blocks.add(take(pool));
    }
    long base = blocks.stream().mapToLong(Buffer::address).min().orElseThrow();
    blocks.sort(Comparator.comparingLong(Buffer::address));
    assertEquals(1, memory.uses);
    pool.trim();
    assertEquals(List.of(), memory.discarded);
    for (int i : new int[] {0, 1, 2, 4, 5, 6, 7, 8, 9}) {
      blocks.get(i).release();
    }
    pool.trim(); // block 3 lies on pages 4 (from its middle) and 5
    assertEquals(List.of("0+4", "6+9"), memory.pages(base));
    blocks.get(3).release();
    assertEquals(blocks.get(3), take(pool));
    assertEquals(2, memory.uses);
    blocks.get(3).release();
    memory.discarded.clear();
    pool.trim();
    assertEquals(List.of("0+15"), memory.pages(base));
    memory.discarded.clear();
    pool.trim();
    assertEquals(List.of(), memory.discarded, "nothing was used in between");
  }

  @Test
  void slabsOfWhichNobodyHoldsABlockAreGivenBackButForOne() {
    Discarding memory = new Discarding();
    BufferPool pool = new BufferPool(1 << 18, 100, memory); // four to a slab
    List<Buffer> blocks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      blocks.add(take(pool));
    }
    Buffer held = blocks.remove(9);
    blocks.forEach(Buffer::release);
    pool.trim();
    assertEquals(2, memory.released, "of four: the first is kept, one is in use");
    assertEquals(1, pool.inUse());
    assertEquals(99, pool.available());
    held.release();
    pool.trim();
    assertEquals(3, memory.released);
    assertEquals(100, pool.available());
    for (int i = 0; i < 100; i++) {
      take(pool).memory().set(ValueLayout.JAVA_BYTE, 0, (byte) i);
    }
    assertNull(pool.take());
  }

  @Test
  void whatIsNotToBeHadIsNotAvailable() {
    Discarding memory = new Discarding();
    BufferPool pool = new BufferPool(1 << 18, 100, memory);
    take(pool);
    memory.obtainable = 2 << 20;
    assertEquals(3 + 8, pool.available());
    memory.obtainable = 0;
    assertEquals(3, pool.available());
  }

  @Test
  void memoryThatMakesNoWholeSlabIsNotAvailable() {
    Discarding memory = new Discarding();
    BufferPool pool = new BufferPool(1 << 18, 10, memory); // slabs of 4, 4 and 2
    memory.obtainable = (1 << 20) - 4096;
    assertEquals(0, pool.available());
    memory.obtainable = (2 << 20) + (1 << 19) - 4096;
    assertEquals(8, pool.available());
    memory.obtainable += 4096;
    assertEquals(10, pool.available(), "the last slab is a smaller one");
  }

  @Test
  void asManyAreAvailableAsCanBeTaken() {
    for (long budget = 0; budget <= 4 << 20; budget += 100 * 1024) {
      Discarding memory = new Discarding();
      memory.obtainable = budget;
      BufferPool pool = new BufferPool(Buffers.LARGE_BYTES, 40, memory);
      int promised = pool.available();
      int taken = 0;
      while (pool.hasAnother()) {
        take(pool);
        taken++;
        assertEquals(promised - taken, pool.available());
      }
      assertEquals(promised, taken);
      assertNull(pool.take());
    }
  }

  @Test
  void aSystemWithoutMemoryIsAnEmptyPool() {
    Discarding memory = new Discarding();
    memory.exhausted = true;
    BufferPool pool = new BufferPool(64, 10, memory);
    assertNull(pool.take());
    memory.exhausted = false;
    assertNotNull(pool.take());
  }

  @Test
  void sizesThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new BufferPool(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new BufferPool(63, 1));
    assertThrows(IllegalArgumentException.class, () -> new BufferPool(64, 0));
  }

  @Test
  void theTwoPoolsHoldWhatTheyAreFor() {
    Buffers buffers = Buffers.bounded(1, 1);
    int packet = 65_535;
    assertTrue(take(buffers.large()).capacity() >= Buffers.HEADROOM_BYTES + packet);
    assertTrue(take(buffers.small()).capacity() >= Buffers.HEADROOM_BYTES + 1500);
  }

  /** Notes what is given back. */
  private static final class Discarding implements PoolMemory {
    final List<long[]> discarded = new ArrayList<>();
    boolean exhausted;
    int uses;
    int released;
    long obtainable = Long.MAX_VALUE;

    @Override
    public void release(MemorySegment memory) {
      released++;
    }

    @Override
    public long obtainableBytes() {
      return obtainable;
    }

    @Override
    public @Nullable MemorySegment allocate(long bytes) {
      if (exhausted || bytes > obtainable) {
        return null;
      }
      obtainable -= obtainable == Long.MAX_VALUE ? 0 : bytes;
      return Arena.ofAuto().allocate(bytes, PAGE_BYTES);
    }

    @Override
    public void discard(long address, long bytes) {
      discarded.add(new long[] {address, bytes});
    }

    @Override
    public void onUse() {
      uses++;
    }

    List<String> pages(long base) {
      return discarded.stream()
          .map(range -> (range[0] - base) / PAGE_BYTES + "+" + range[1] / PAGE_BYTES)
          .toList();
    }
  }
}
