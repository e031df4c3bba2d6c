package org.slirp4j.runtime.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When the heap is collected to give memory back. */
final class HeapSizeTest {
  private static final int CROWD = 10_000;
  private static final long FIRST = HeapSize.FIRST_BYTES;
  private static final long GAIN = HeapSize.GAIN_BYTES;
  private static final long SECOND = 1_000_000_000L;

  private final HeapSize heap = new HeapSize();

  @Test
  void aHeapAsItBeganIsLeftAlone() {
    assertFalse(heap.isCollectionDue(FIRST, 0));
    assertFalse(heap.isCollectionDue(FIRST + GAIN - 1, 0));
  }

  @Test
  void whatFlowsNeedIsLeftAlone() {
    heap.add(CROWD);
    long needed = FIRST + CROWD * HeapSize.FLOW_BYTES;
    assertFalse(heap.isCollectionDue(needed + GAIN - 1, 0));
    assertTrue(heap.isCollectionDue(needed + GAIN, 0));
  }

  @Test
  void whatTheyLeaveIsCollected() {
    heap.add(CROWD);
    long needed = FIRST + CROWD * HeapSize.FLOW_BYTES;
    assertFalse(heap.isCollectionDue(needed, 0));
    heap.add(-CROWD);
    assertTrue(heap.isCollectionDue(needed, 0));
  }

  @Test
  void whatDidNotHelpIsNotTriedAgain() {
    long large = FIRST + 3 * GAIN;
    heap.onCollected(large, 0);
    assertFalse(heap.isCollectionDue(large, 100 * SECOND));
    assertTrue(heap.isCollectionDue(large + GAIN, 100 * SECOND));
  }

  @Test
  void itIsTriedAgainWhenFlowsHaveGoneSince() {
    heap.add(CROWD);
    long large = FIRST + CROWD * HeapSize.FLOW_BYTES + GAIN;
    heap.onCollected(large, 0);
    heap.add(-CROWD);
    assertFalse(heap.isCollectionDue(large, 9 * SECOND));
    assertTrue(heap.isCollectionDue(large, 10 * SECOND));
  }
}
