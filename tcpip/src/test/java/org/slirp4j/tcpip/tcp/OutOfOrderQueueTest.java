package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.buffer.SpanQueue;

class OutOfOrderQueueTest {
  private static final int WINDOW = 6_000;

  private final Buffers pools = Buffers.bounded(64, 2_048);
  private final int[] left = new int[OutOfOrderQueue.MAX_RUNS];
  private final int[] right = new int[OutOfOrderQueue.MAX_RUNS];

  /** Random pieces, and a map from number to byte; the first byte for a number stays. */
  @ParameterizedTest
  @CsvSource({"1,0", "2,-3000", "3,2147480000", "4,-2147483648", "5,77", "6,-1"})
  void behavesAsAMapOfBytesWould(long seed, int start) {
    Random random = new Random(seed);
    OutOfOrderQueue queue = new OutOfOrderQueue(Long.MAX_VALUE, new DuplicateReport());
    SortedMap<Integer, Byte> model = new TreeMap<>(); // by distance from start
    int next = 0;
    for (int step = 0; step < 4_000; step++) {
      if (random.nextInt(12) > 0) {
        int from = next + 1 + random.nextInt(WINDOW);
        int length = 1 + random.nextInt(random.nextBoolean() ? 60 : 900);
        boolean kept = insert(queue, start + from, length, random, from, model);
        assertTrue(kept || queue.runs() == OutOfOrderQueue.MAX_RUNS);
      } else {
        next += random.nextInt(WINDOW / 4);
        next = take(queue, start, next, model);
      }
      assertRuns(queue, start, model);
    }
    queue.clear();
    assertTrue(queue.isEmpty());
    assertEquals(0, queue.memoryBytes());
    assertNothingHeld();
  }

  private boolean insert(
      OutOfOrderQueue queue,
      int sequence,
      int length,
      Random random,
      int from,
      SortedMap<Integer, Byte> model) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    Buffer buffer = pools.small().take();
    assertNotNull(buffer);
    int at = random.nextInt(100);
    MemorySegment.copy(bytes, 0, buffer.memory(), ValueLayout.JAVA_BYTE, at, length);
    int before = queue.runs();
    boolean kept = queue.insert(pools, sequence, buffer, at, length);
    buffer.release();
    if (kept) {
      for (int i = 0; i < length; i++) {
        model.putIfAbsent(from + i, bytes[i]);
      }
    } else {
      assertTrue(before >= OutOfOrderQueue.MAX_RUNS - length, "refused without need");
      keepWhatWasKept(queue, sequence, from, bytes, model);
    }
    return kept;
  }

  /** A refused piece may have been kept in part: what the queue reports is what it has. */
  private void keepWhatWasKept(
      OutOfOrderQueue queue, int sequence, int from, byte[] bytes, SortedMap<Integer, Byte> model) {
    int runs = queue.report(left, right, 0, OutOfOrderQueue.MAX_RUNS);
    for (int i = 0; i < bytes.length; i++) {
      for (int run = 0; run < runs; run++) {
        if (sequence + i - left[run] >= 0 && sequence + i - right[run] < 0) {
          model.putIfAbsent(from + i, bytes[i]);
        }
      }
    }
  }

  private int take(OutOfOrderQueue queue, int start, int next, SortedMap<Integer, Byte> model) {
    SpanQueue taken = new SpanQueue();
    int length = queue.takeFrom(start + next, taken);
    assertEquals(length, taken.bytes());
    model.headMap(next).clear();
    for (int i = 0; i < length; i++) {
      taken.seek(i);
      byte found = taken.foundMemory().get(ValueLayout.JAVA_BYTE, taken.foundStart(i));
      assertEquals(model.remove(next + i), found, "byte " + (next + i));
    }
    assertFalse(model.containsKey(next + length), "more could be taken");
    taken.clear();
    return next + length;
  }

  private void assertRuns(OutOfOrderQueue queue, int start, SortedMap<Integer, Byte> model) {
    int covered = 0;
    int runs = queue.report(left, right, 0, OutOfOrderQueue.MAX_RUNS);
    for (int run = 0; run < runs; run++) {
      assertTrue(model.containsKey(left[run] - start), "left edge");
      assertFalse(model.containsKey(left[run] - start - 1), "before the left edge");
      assertFalse(model.containsKey(right[run] - start), "right edge");
      covered += right[run] - left[run];
    }
    if (runs == queue.runs()) { // pieces of one arrival may be reported later
      assertEquals(model.size(), covered);
    }
    assertTrue(queue.memoryBytes() >= covered);
  }

  @Test
  void theRunThatGrewLastIsReportedFirst() {
    OutOfOrderQueue queue = new OutOfOrderQueue(Long.MAX_VALUE, new DuplicateReport());
    Random random = new Random(5);
    SortedMap<Integer, Byte> model = new TreeMap<>();
    for (int from : new int[] {100, 300, 500, 700, 310}) {
      insert(queue, from, 20, random, from, model);
    }
    assertEquals(3, queue.report(left, right, 0, 3));
    assertEquals(300, left[0]);
    assertEquals(330, right[0]);
    assertEquals(700, left[1]);
    assertEquals(500, left[2]);
    queue.clear();
    assertNothingHeld();
  }

  @Test
  void aQueueThatKeepsEnoughMemoryTakesNothing() {
    OutOfOrderQueue queue = new OutOfOrderQueue(3L * Buffers.SMALL_BYTES, new DuplicateReport());
    Random random = new Random(5);
    SortedMap<Integer, Byte> model = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      Buffer buffer = pools.small().take();
      assertNotNull(buffer);
      assertEquals(i < 3, queue.insert(pools, 1_000 - i, buffer, 0, 1));
      buffer.release();
    }
    assertEquals(3, queue.takeFrom(998, new SpanQueue()));
    assertEquals(0, queue.memoryBytes());
    assertTrue(insert(queue, 2_000, 20, random, 2_000, model));
    queue.clear();
  }

  private void assertNothingHeld() {
    assertEquals(0, pools.large().inUse(), "large buffers held");
    assertEquals(0, pools.small().inUse(), "small buffers held");
  }
}
