package org.slirp4j.runtime.bench.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A line of one byte in a nanosecond and 10,000 ns of delay. */
final class DelayLineTest {
  private static final int DELAY = 10_000;

  private DelayLine line = new DelayLine(DELAY, 1, DelayLine.LEAST_QUEUE_BYTES);

  @AfterEach
  void close() {
    line.close();
  }

  private void put(int length, long now) {
    line.put(length, now);
  }

  @Test
  void aFrameComesOutWhenItsLastByteHasGoneTheWholeWay() {
    put(1_500, 77);
    assertEquals(77 + 1_500 + DELAY, line.dueNanos());
    assertEquals(1_500, line.length());
  }

  @Test
  void framesFollowEachOtherAtTheRate() {
    put(1_000, 0);
    put(500, 0);
    put(500, 5_000);
    line.pop();
    assertEquals(1_500 + DELAY, line.dueNanos());
    line.pop();
    assertEquals(5_500 + DELAY, line.dueNanos());
    line.pop();
    assertTrue(line.isEmpty());
  }

  @Test
  void whatTheQueueCannotHoldIsDropped() {
    int frames = DelayLine.LEAST_QUEUE_BYTES / 1_024;
    for (int i = 0; i < frames + 3; i++) {
      put(1_024, 0);
    }
    assertEquals(3, line.dropped());
    put(1_024, 1_024); // one has left
    assertEquals(3, line.dropped());
  }

  @Test
  void aClockThatTurnsOverIsNoObstacle() {
    long now = Long.MAX_VALUE - 100;
    put(1_000, now);
    put(1_000, now);
    assertEquals(now + 1_000 + DELAY, line.dueNanos());
    line.pop();
    assertEquals(now + 2_000 + DELAY, line.dueNanos());
  }

  @Test
  void everyFrameComesOutAsItWentIn() {
    long seed = 20_07;
    Random random = new Random(seed);
    Deque<Integer> expected = new ArrayDeque<>();
    long now = 0;
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(10) < 6) {
        int length = random.nextInt(4) == 0 ? 65_000 : 100;
        long before = line.dropped();
        memory(line.freeAddress(), length).setAtIndex(ValueLayout.JAVA_INT, 0, i);
        memory(line.freeAddress(), length).setAtIndex(ValueLayout.JAVA_INT, length / 4 - 1, i);
        put(length, now);
        if (line.dropped() == before) {
          expected.add(i);
        }
      } else {
        now += random.nextInt(80_000);
      }
      while (!line.isEmpty() && line.dueNanos() - now <= 0) {
        MemorySegment frame = memory(line.address(), line.length());
        int number = expected.remove();
        assertEquals(number, frame.getAtIndex(ValueLayout.JAVA_INT, 0));
        assertEquals(number, frame.getAtIndex(ValueLayout.JAVA_INT, line.length() / 4 - 1));
        line.pop();
      }
    }
    assertTrue(line.dropped() > 100, "the queue was never full");
    assertFalse(expected.size() > 1_000);
  }

  @SuppressWarnings("restricted")
  private static MemorySegment memory(long address, int length) {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }
}
