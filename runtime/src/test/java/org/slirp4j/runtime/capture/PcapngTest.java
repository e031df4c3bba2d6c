package org.slirp4j.runtime.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PcapngTest {
  private static final long TIME = 1_790_000_000_123_456_789L;

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    PcapngWriter writer = begun();
    writer.packet(true, TIME, bytes(61), 0);
    writer.packet(false, TIME + 1, bytes(65_550), 42);
    writer.statistics(TIME, TIME + 2, 44, 42);
    PcapngReader reader = reader(writer.take());
    CapturedFrame first = next(reader);
    assertEquals(true, first.toContainer());
    assertEquals(TIME, first.epochNanos());
    assertArrayEquals(bytes(61), first.bytes());
    assertEquals(0, first.lost());
    CapturedFrame second = next(reader);
    assertEquals(false, second.toContainer());
    assertEquals(TIME + 1, second.epochNanos());
    assertArrayEquals(bytes(65_550), second.bytes());
    assertEquals(42, second.lost());
    assertNull(reader.next());
    assertEquals("tap0", reader.interfaceName());
    assertEquals("container web", reader.interfaceText());
    assertEquals(44, reader.received());
    assertEquals(42, reader.lost());
  }

  @Test
  void everyBlockIsAlignedAndSaysItsLengthTwice() {
    PcapngWriter writer = begun();
    for (int length = 60; length < 70; length++) {
      writer.packet(true, TIME, bytes(length), length & 1);
    }
    writer.statistics(TIME, TIME, 10, 5);
    ByteBuffer stream = ByteBuffer.wrap(writer.take()).order(ByteOrder.LITTLE_ENDIAN);
    int blocks = 0;
    while (stream.hasRemaining()) {
      int at = stream.position();
      int length = stream.getInt(at + 4);
      assertEquals(0, length & 3);
      assertEquals(length, stream.getInt(at + length - 4));
      stream.position(at + length);
      blocks++;
    }
    assertEquals(13, blocks);
  }

  @Test
  void damageIsRefusedAndNeverMoreThanAnError() {
    PcapngWriter writer = begun();
    writer.packet(true, TIME, bytes(100), 1);
    writer.statistics(TIME, TIME, 1, 0);
    byte[] good = writer.take();
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      bad = Arrays.copyOf(bad, random.nextInt(bad.length + 1));
      PcapngReader reader = reader(bad);
      try {
        while (reader.next() != null) {
          // goes on
        }
      } catch (IOException e) {
        assertNotNull(e.getMessage());
      }
    }
  }

  @Test
  void aStreamThatIsCutIsToldFromOneThatEnds() {
    PcapngWriter writer = begun();
    writer.packet(true, TIME, bytes(100), 0);
    byte[] all = writer.take();
    PcapngReader reader = reader(Arrays.copyOf(all, all.length - 1));
    assertThrows(EOFException.class, reader::next);
  }

  @Test
  void otherProgramsStreamsAreRefused() {
    byte[] magic = {(byte) 0xd4, (byte) 0xc3, (byte) 0xb2, (byte) 0xa1, 2, 0, 4, 0, 0, 0, 0, 0};
    IOException refusal = assertThrows(IOException.class, () -> reader(magic).next());
    assertTrue(refusal.toString().contains("not a capture"), refusal::toString);
  }

  @Test
  void checksumsThatWereLeftToTheDeviceAreFilledIn() {
    // RFC 1071, 3: 00 01 f2 03 f4 f5 f6 f7 add up to ddf2; the field stands for 0001.
    byte[] frame = {
      9, 9, 0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7
    };
    Checksums.complete(frame, 0, frame.length, 2, 0);
    assertEquals(0x220d, (frame[2] & 0xff) << 8 | (frame[3] & 0xff));

    byte[] odd = {9, 0x00, 0x01, (byte) 0xf2};
    Checksums.complete(odd, 0, odd.length, 1, 0);
    assertEquals(~(0x0001 + 0xf200) & 0xffff, (odd[1] & 0xff) << 8 | (odd[2] & 0xff));
  }

  @Test
  void aChecksumFieldBeyondTheFrameIsLeftAlone() {
    PcapngWriter writer = begun();
    writer.packet(true, TIME, bytes(20), 0);
    writer.completeChecksum(20, 18, 2);
    writer.completeChecksum(20, 65_535, 65_535);
    writer.completeChecksum(20, 0, 0);
    byte[] stream = writer.take();
    CapturedFrame frame = nextUnchecked(reader(stream));
    assertArrayEquals(bytes(20), frame.bytes());
  }

  private static PcapngWriter begun() {
    PcapngWriter writer = new PcapngWriter();
    writer.begin("slirp4j", "tap0", "container web");
    return writer;
  }

  private static PcapngReader reader(byte[] stream) {
    return new PcapngReader(new ByteArrayInputStream(stream));
  }

  private static CapturedFrame next(PcapngReader reader) throws IOException {
    CapturedFrame frame = reader.next();
    assertNotNull(frame);
    return frame;
  }

  private static CapturedFrame nextUnchecked(PcapngReader reader) {
    try {
      return next(reader);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
