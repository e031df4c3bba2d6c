package org.slirp4j.tcpip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.testing.Rfc1071;

class ChecksumTest {
  private final Random random = new Random(1071);

  private static MemorySegment nativeCopy(byte[] bytes) {
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, bytes.length));
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, bytes.length);
    return memory;
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void theExampleOfTheRfc() {
    // RFC 1071, 3: 0001 f203 f4f5 f6f7 sum up to ddf2.
    byte[] bytes = {0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, -9};
    assertEquals(0xddf2, Checksum.fold(Checksum.sum(nativeCopy(bytes), 0, 8, 0)));
    assertEquals(0x220d, Checksum.finish(Checksum.sum(nativeCopy(bytes), 0, 8, 0)));
  }

  @Test
  void isThePlainSumForEveryLengthAndOffset() {
    for (int length = 0; length < 200; length++) {
      byte[] bytes = randomBytes(length + 3);
      MemorySegment memory = nativeCopy(bytes);
      for (int at = 0; at <= 3; at++) {
        int start = random.nextInt(0x10000);
        assertEquals(
            Rfc1071.sum(bytes, at, at + length, start),
            Checksum.fold(Checksum.sum(memory, at, length, start)));
      }
    }
  }

  @Test
  void losesNoCarryInTheLongestPacketOfOnes() {
    byte[] bytes = new byte[65_535];
    Arrays.fill(bytes, (byte) 0xff);
    assertEquals(
        Rfc1071.sum(bytes, 0, bytes.length, 0xffff),
        Checksum.fold(Checksum.sum(nativeCopy(bytes), 0, bytes.length, 0xffff)));
  }

  @Test
  void partsMayBeSummedOneByOne() {
    byte[] bytes = randomBytes(1001);
    MemorySegment memory = nativeCopy(bytes);
    int whole = Rfc1071.sum(bytes, 0, 1001, 0);
    for (int cut = 0; cut <= 1001; cut += 7) {
      long front = Checksum.sum(memory, 0, cut, 0);
      long back = Checksum.sum(memory, cut, 1001 - cut, 0);
      long both = front + (cut % 2 == 0 ? back : Checksum.atOddOffset(back));
      assertEquals(whole, Checksum.fold(both), "cut at " + cut);
    }
  }

  @Test
  void thePseudoHeaderOfIpv4() {
    for (int i = 0; i < 1000; i++) {
      int source = random.nextInt();
      int destination = random.nextInt();
      int length = random.nextInt(65_516);
      long pseudo =
          Checksum.pseudo(0, IpAddress.v4Low(source), 0, IpAddress.v4Low(destination), 6, length);
      assertEquals(Rfc1071.pseudo(source, destination, 6, length) % 0xffff, fold(pseudo));
    }
  }

  @Test
  void thePseudoHeaderOfIpv6() {
    for (int i = 0; i < 1000; i++) {
      // RFC 8200, 8.1: source, destination, length in 32 bits, zeros, next header.
      byte[] header = randomBytes(40);
      MemorySegment memory = nativeCopy(header);
      NetworkOrder.put32(memory, 32, random.nextInt(1 << 20));
      NetworkOrder.put32(memory, 36, 17);
      long pseudo =
          Checksum.pseudo(
              NetworkOrder.get64(memory, 0),
              NetworkOrder.get64(memory, 8),
              NetworkOrder.get64(memory, 16),
              NetworkOrder.get64(memory, 24),
              17,
              NetworkOrder.get32(memory, 32));
      assertEquals(fold(Checksum.sum(memory, 0, 40, 0)), fold(pseudo));
    }
  }

  @Test
  void aSumWithItsChecksumIsIntactAndNoOtherIs() {
    byte[] bytes = randomBytes(64);
    bytes[10] = 0;
    bytes[11] = 0;
    MemorySegment memory = nativeCopy(bytes);
    int checksum = Checksum.finish(Checksum.sum(memory, 0, 64, 0));
    for (int wrong = 0; wrong < 16; wrong++) {
      NetworkOrder.put16(memory, 10, checksum ^ 1 << wrong);
      assertFalse(Checksum.isIntact(Checksum.sum(memory, 0, 64, 0)));
    }
    NetworkOrder.put16(memory, 10, checksum);
    assertTrue(Checksum.isIntact(Checksum.sum(memory, 0, 64, 0)));
  }

  // Both zeros of ones'-complement arithmetic are one.
  private static int fold(long sum) {
    return Checksum.fold(sum) % 0xffff;
  }
}
