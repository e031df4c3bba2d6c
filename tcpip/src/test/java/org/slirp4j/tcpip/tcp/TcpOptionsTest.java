package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.testing.GuestFrames;

class TcpOptionsTest {
  private static final int MAX_BYTES = 40;

  private final TcpOptions options = new TcpOptions();

  private void read(byte[] bytes) {
    MemorySegment memory = Arena.global().allocate(MAX_BYTES + 3);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 3, bytes.length);
    options.read(memory.asSlice(0, 3 + bytes.length), 3, bytes.length);
  }

  private void assertNothing() {
    assertEquals(0, options.mss);
    assertEquals(-1, options.windowShift);
    assertFalse(options.sackPermitted);
    assertFalse(options.timestamps);
    assertEquals(0, options.sackBlocks);
  }

  private void readSynOfLinux() {
    read(
        GuestFrames.options(
            GuestFrames.mss(1460),
            GuestFrames.sackPermitted(),
            GuestFrames.timestamps(0xfffffff0L, 3),
            GuestFrames.nop(),
            GuestFrames.windowScale(7)));
  }

  @Test
  void aSynOfLinux() {
    readSynOfLinux();
    assertEquals(1460, options.mss);
    assertTrue(options.sackPermitted);
    assertTrue(options.timestamps);
    assertEquals(-16, options.timestampValue);
    assertEquals(3, options.timestampEcho);
    assertEquals(7, options.windowShift);
  }

  @Test
  void timestampsAloneAreReadEitherWay() {
    read(GuestFrames.options(GuestFrames.nop(), GuestFrames.nop(), GuestFrames.timestamps(5, 6)));
    assertTrue(options.timestamps);
    assertEquals(5, options.timestampValue);
    assertEquals(6, options.timestampEcho);
    read(GuestFrames.options(GuestFrames.timestamps(7, 8), GuestFrames.nop(), GuestFrames.nop()));
    assertEquals(7, options.timestampValue);
    assertEquals(8, options.timestampEcho);
  }

  @Test
  void nothingIsLeftOfTheSegmentBefore() {
    readSynOfLinux();
    read(new byte[0]);
    assertNothing();
  }

  @Test
  void aShiftBeyondFourteenIsFourteen() {
    read(GuestFrames.options(GuestFrames.windowScale(15)));
    assertEquals(14, options.windowShift);
    read(GuestFrames.options(GuestFrames.windowScale(255)));
    assertEquals(14, options.windowShift);
    read(GuestFrames.options(GuestFrames.windowScale(14)));
    assertEquals(14, options.windowShift);
  }

  @Test
  void optionsOfAWrongLengthAreSkipped() {
    byte[] wrong = {2, 3, 1, 3, 4, 7, 7, 4, 3, 0, 8, 9, 0, 0, 0, 0, 0, 0, 0, 5, 7, 1, 1, 1, 1, 1};
    read(GuestFrames.options(wrong, GuestFrames.mss(999)));
    assertEquals(999, options.mss);
    assertEquals(-1, options.windowShift);
    assertFalse(options.sackPermitted);
    assertFalse(options.timestamps);
    assertEquals(0, options.sackBlocks);
  }

  @Test
  void sackBlocksAreReadInOrder() {
    read(GuestFrames.options(GuestFrames.sack(1, 2, 3, 4, 0xffff_ffffL, 6, 7, 8)));
    assertEquals(4, options.sackBlocks);
    assertEquals(1, options.sackLeft[0]);
    assertEquals(2, options.sackRight[0]);
    assertEquals(-1, options.sackLeft[2]);
    assertEquals(8, options.sackRight[3]);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    MemorySegment memory = Arena.global().allocate(MAX_BYTES);
    long at = TcpOptions.writeMss(memory, 0, 65_480);
    at = TcpOptions.writeWindowShift(memory, at, 14);
    at = TcpOptions.writeSackPermitted(memory, at);
    at = TcpOptions.writeTimestamps(memory, at, -5, 0x8000_0000);
    options.read(memory, 0, (int) at);
    assertEquals(24, at);
    assertEquals(65_480, options.mss);
    assertEquals(14, options.windowShift);
    assertTrue(options.sackPermitted);
    assertEquals(-5, options.timestampValue);
    assertEquals(0x8000_0000, options.timestampEcho);
    at = TcpOptions.writeTimestamps(memory, 0, 1, 2);
    at = TcpOptions.writeSackHead(memory, at, 3);
    for (int i = 0; i < 3; i++) {
      at = TcpOptions.writeSackBlock(memory, at, 10 * i, 10 * i + 5);
    }
    options.read(memory, 0, (int) at);
    assertEquals(40, at);
    assertEquals(3, options.sackBlocks);
    assertEquals(25, options.sackRight[2]);
    assertTrue(options.timestamps);
  }

  /** Any bytes: no exception, nothing read beyond the end, nothing impossible read. */
  @Test
  void anyBytesAreOptionsOfAKind() {
    Random random = new Random(1);
    byte[] kinds = {0, 1, 2, 3, 4, 5, 8, 30};
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(MAX_BYTES / 4 + 1) * 4];
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            switch (random.nextInt(3)) {
              case 0 -> kinds[random.nextInt(kinds.length)];
              case 1 -> (byte) random.nextInt(12);
              default -> bytes[i];
            };
      }
      read(bytes);
      assertTrue(options.mss >= 0 && options.mss <= 65_535);
      assertTrue(options.windowShift >= -1 && options.windowShift <= 14);
      assertTrue(options.sackBlocks >= 0 && options.sackBlocks <= 4);
    }
  }
}
