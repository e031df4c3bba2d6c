package org.slirp4j.tcpip.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanQueueTest {
  private final Buffers pools = Buffers.bounded(64, 512);
  private final Random random = new Random(11);

  /** Random calls on a queue and on an array of bytes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void behavesAsAnArrayOfBytesWould(long seed) {
    random.setSeed(seed);
    SpanQueue queue = new SpanQueue();
    byte[] model = {};
    for (int step = 0; step < 2_000; step++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> model = concat(model, store(queue, 1 + random.nextInt(5_000)));
        case 2 -> model = concat(model, store(queue, 1 + random.nextInt(40)));
        case 3 -> model = concat(model, append(queue, 1 + random.nextInt(2_048)));
        case 4 -> {
          SpanQueue other = new SpanQueue();
          byte[] bytes = store(other, 1 + random.nextInt(3_000));
          bytes = concat(bytes, append(other, 1 + random.nextInt(100)));
          boolean before = random.nextBoolean();
          model = before ? concat(bytes, model) : concat(model, bytes);
          if (before) {
            queue.prependAll(other);
          } else {
            queue.appendAll(other);
          }
          assertTrue(other.isEmpty());
          assertEquals(0, other.memoryBytes());
        }
        default -> {
          int length = Math.min(model.length, random.nextInt(6_000));
          queue.drop(length);
          model = Arrays.copyOfRange(model, length, model.length);
        }
      }
      assertEquals(model.length, queue.bytes());
      assertEquals(model.length == 0, queue.isEmpty());
      assertSeeks(queue, model);
      assertTrue(queue.memoryBytes() >= queue.bytes());
    }
    queue.clear();
    assertEquals(0, queue.memoryBytes());
    assertNothingHeld();
  }

  private void assertSeeks(SpanQueue queue, byte[] model) {
    for (int i = 0; i < 3 && model.length > 0; i++) {
      int offset = random.nextInt(model.length);
      queue.seek(offset);
      int length = queue.foundLength(offset);
      byte[] found =
          queue
              .foundMemory()
              .asSlice(queue.foundStart(offset), length)
              .toArray(ValueLayout.JAVA_BYTE);
      assertArrayEquals(Arrays.copyOfRange(model, offset, offset + length), found);
      assertEquals(
          queue.foundMemory().address() + queue.foundStart(offset), queue.foundAddress(offset));
    }
    if (model.length > 0) {
      assertEquals(
          model[0], queue.headBuffer().memory().get(ValueLayout.JAVA_BYTE, queue.headStart()));
    }
  }

  @Test
  void bytesThatFollowEachOtherInABufferAreOnePiece() {
    SpanQueue queue = new SpanQueue();
    Buffer buffer = take(pools.small());
    buffer.retain();
    queue.append(buffer, 0, 10);
    queue.append(buffer, 10, 30);
    assertEquals(1, queue.spans());
    assertEquals(30, queue.headLength());
    queue.drop(30);
    assertNothingHeld();
  }

  @Test
  void smallPiecesShareABufferAndLargeOnesAreNotCopied() {
    SpanQueue queue = new SpanQueue();
    for (int i = 0; i < 100; i++) {
      store(queue, 20);
    }
    assertEquals(1, pools.small().inUse());
    Buffer source = take(pools.large());
    queue.store(pools, source, 100, 50_000);
    assertTrue(source.isShared());
    assertEquals(2, queue.spans());
    queue.drop(2_000);
    assertSame(source, queue.headBuffer());
    assertEquals(100, queue.headStart());
    source.release();
    queue.clear();
    assertNothingHeld();
  }

  @Test
  void withoutMemoryLessIsKept() {
    Buffers few = Buffers.bounded(1, 1);
    SpanQueue queue = new SpanQueue();
    Buffer source = take(pools.large());
    assertEquals(2_000, queue.store(few, source, 0, 2_000));
    assertEquals(48, queue.store(few, source, 0, 100));
    assertEquals(0, queue.store(few, source, 0, 100));
    source.release();
    queue.clear();
    Buffer last = take(few.large());
    assertEquals(0, queue.store(few, last, 0, last.capacity()), "the last buffer is not kept");
    last.release();
    assertNothingHeld();
  }

  private byte[] store(SpanQueue queue, int length) {
    Buffer source = take(length > Buffers.SMALL_BYTES ? pools.large() : pools.small());
    byte[] bytes = fill(source, length);
    assertEquals(length, queue.store(pools, source, 0, length));
    source.release();
    return bytes;
  }

  private byte[] append(SpanQueue queue, int length) {
    Buffer source = take(pools.small());
    byte[] bytes = fill(source, length);
    queue.append(source, 0, length);
    return bytes;
  }

  private byte[] fill(Buffer buffer, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    MemorySegment.copy(bytes, 0, buffer.memory(), ValueLayout.JAVA_BYTE, 0, length);
    return bytes;
  }

  private static Buffer take(BufferPool pool) {
    Buffer buffer = pool.take();
    assertNotNull(buffer, "the test needs more buffers");
    return buffer;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(second);
    return all.toByteArray();
  }

  private void assertNothingHeld() {
    assertEquals(0, pools.large().inUse(), "large buffers held");
    assertEquals(0, pools.small().inUse(), "small buffers held");
  }
}
