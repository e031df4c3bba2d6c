package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.buffer.PoolMemory;
import org.slirp4j.tcpip.testing.Rfc1071;
import org.slirp4j.tcpip.wire.Checksum;

@SuppressWarnings("restricted") // memory by its address, as system calls are given it
class SendBufferTest {
  private static final int LIMIT = 200_000;

  private final Buffers pools = Buffers.bounded(16, 512);
  private final SendBuffer buffer = new SendBuffer(pools);
  private final OutboundFrame frame = new OutboundFrame();

  /** Random reservations, commits and acknowledgments, and an array of bytes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void behavesAsAnArrayOfBytesWould(long seed) {
    Random random = new Random(seed);
    byte[] model = {};
    for (int step = 0; step < 1_500; step++) {
      int room = LIMIT - model.length;
      if (random.nextInt(3) > 0 && room > 0) {
        model = write(model, room, random);
      } else {
        int length = random.nextInt(model.length + 1);
        buffer.drop(length);
        model = Arrays.copyOfRange(model, length, model.length);
      }
      assertEquals(model.length, buffer.bytes());
      for (int i = 0; i < 2 && model.length > 0; i++) {
        int from = random.nextInt(model.length);
        assertRange(model, from, random.nextInt(model.length - from + 1));
      }
    }
    buffer.clear();
    assertNothingHeld();
  }

  private byte[] write(byte[] model, int room, Random random) {
    long address = buffer.reserve(Math.min(room, 1 + random.nextInt(70_000)));
    assertNotEquals(0, address);
    int reserved = buffer.reserved();
    assertTrue(reserved > 0 && reserved <= room);
    int length =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> reserved;
          default -> Math.min(reserved, random.nextInt(2_000));
        };
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(reserved);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
    if (length > 0 && random.nextBoolean()) {
      buffer.drop(0);
    }
    buffer.commit(length);
    byte[] all = Arrays.copyOf(model, model.length + length);
    System.arraycopy(bytes, 0, all, model.length, length);
    return all;
  }

  private void assertRange(byte[] model, int from, int length) {
    int fitting = buffer.fitting(from, length);
    assertTrue(fitting > 0 || length == 0);
    frame.clear();
    buffer.addTo(frame, from, fitting);
    assertEquals(fitting, frame.payloadLength());
    assertTrue(fitting == length || frame.pieceCount() == OutboundFrame.MAX_PIECES);
    byte[] expected = Arrays.copyOfRange(model, from, from + fitting);
    assertArrayEquals(expected, payload());
    int sum = Rfc1071.sum(expected, 0, fitting, 0);
    assertEquals(~sum & 0xffff, Checksum.finish(buffer.checksum(from, fitting)));
  }

  private byte[] payload() {
    byte[] bytes = new byte[frame.payloadLength()];
    int at = 0;
    for (int i = 0; i < frame.pieceCount(); i++) {
      int length = frame.pieceLength(i);
      MemorySegment piece = MemorySegment.ofAddress(frame.pieceAddress(i)).reinterpret(length);
      MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, bytes, at, length);
      at += length;
    }
    return bytes;
  }

  @Test
  void noMoreFitsThanAFrameHasPieces() {
    byte[] model = {};
    for (int i = 0; i < OutboundFrame.MAX_PIECES + 6; i++) {
      model = writePiece(model, 1_025); // leaves less in a small buffer than is worth a read
    }
    assertEquals(OutboundFrame.MAX_PIECES * 1_025, buffer.fitting(0, 70_000));
    assertEquals(OutboundFrame.MAX_PIECES * 1_025 - 1_000, buffer.fitting(1_000, 70_000));
    assertEquals(60_000, buffer.fitting(1_000, 60_000));
    assertRange(model, 1_000, 65_160);
    buffer.clear();
    assertNothingHeld();
  }

  private byte[] writePiece(byte[] model, int length) {
    long address = buffer.reserve(Math.max(length + 1, 2_048));
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) model.length);
    MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(length);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
    buffer.commit(length);
    byte[] all = Arrays.copyOf(model, model.length + length);
    System.arraycopy(bytes, 0, all, model.length, length);
    return all;
  }

  @Test
  void aBulkReadGetsALargeBufferAndAShortOneASmall() {
    buffer.reserve(LIMIT);
    assertEquals(Buffers.SMALL_BYTES, buffer.reserved());
    buffer.commit(Buffers.SMALL_BYTES);
    buffer.reserve(LIMIT);
    assertEquals(Buffers.LARGE_BYTES, buffer.reserved());
    buffer.commit(10);
    buffer.reserve(LIMIT);
    assertEquals(Buffers.LARGE_BYTES - 10, buffer.reserved(), "there is room left");
    buffer.commit(0);
    buffer.drop(buffer.bytes());
    assertNothingHeld();
    buffer.reserve(LIMIT);
    assertEquals(Buffers.SMALL_BYTES, buffer.reserved());
    buffer.clear();
    assertNothingHeld();
  }

  @Test
  void oneEmptyPoolIsNoReasonToStop() {
    List<Buffer> hoard = new ArrayList<>();
    while (pools.small().available() > 0) {
      Buffer taken = pools.small().take();
      assertNotNull(taken);
      hoard.add(taken);
    }
    assertNotEquals(0, buffer.reserve(LIMIT));
    assertEquals(Buffers.LARGE_BYTES, buffer.reserved());
    buffer.commit(0);
    while (pools.large().available() > 0) {
      Buffer taken = pools.large().take();
      assertNotNull(taken);
      hoard.add(taken);
    }
    assertEquals(0, buffer.reserve(LIMIT));
    buffer.commit(0);
    hoard.forEach(Buffer::release);
    assertNothingHeld();
  }

  /** However little of its bounds a stack is granted, streams for the guest have a part of it. */
  @Test
  void aSmallShareOfTheMemoryIsEnoughToSend() {
    Buffers few = Buffers.bounded(2_048, 16_384, new Granted(4 << 20));
    Buffer control = few.small().take();
    assertNotNull(control);
    SendBuffer stream = new SendBuffer(few);
    assertNotEquals(0, stream.reserve(LIMIT));
    stream.commit(stream.reserved());
    assertNotEquals(0, stream.reserve(LIMIT));
    assertEquals(Buffers.LARGE_BYTES, stream.reserved(), "what is much goes into a large one");
    while (stream.reserved() > 0) {
      stream.commit(stream.reserved());
      stream.reserve(LIMIT);
    }
    assertEquals(45, few.large().inUse() + few.large().available(), "three slabs");
    assertEquals(SendBuffer.FRAME_BUFFERS, few.large().available(), "left for frames");
    assertEquals(512 / 16, few.small().available(), "left for all the others");
    stream.drop(stream.bytes());
    stream.clear();
    assertNotEquals(0, stream.reserve(LIMIT));
    stream.clear();
    control.release();
    assertEquals(0, few.large().inUse() + few.small().inUse());
  }

  /** Memory of which there is so much. */
  private static final class Granted implements PoolMemory {
    private long leftBytes;

    Granted(long bytes) {
      leftBytes = bytes;
    }

    @Override
    public @Nullable MemorySegment allocate(long bytes) {
      if (bytes > leftBytes) {
        return null;
      }
      leftBytes -= bytes;
      return Arena.ofAuto().allocate(bytes, PAGE_BYTES);
    }

    @Override
    public long obtainableBytes() {
      return leftBytes;
    }

    @Override
    public void discard(long address, long bytes) {}

    @Override
    public void onUse() {}
  }

  @Test
  void noMoreIsCommittedThanWasReserved() {
    buffer.reserve(100);
    assertThrows(IllegalStateException.class, () -> buffer.commit(101));
    assertThrows(IllegalStateException.class, () -> buffer.commit(-1));
    buffer.commit(100);
    assertThrows(IllegalStateException.class, () -> buffer.commit(1));
    buffer.commit(0);
    buffer.reserve(100);
    buffer.clear();
    assertThrows(IllegalStateException.class, () -> buffer.commit(1));
    assertNothingHeld();
  }

  private void assertNothingHeld() {
    assertEquals(0, pools.large().inUse(), "large buffers held");
    assertEquals(0, pools.small().inUse(), "small buffers held");
  }
}
