package org.slirp4j.runtime.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PacketFilterTest {
  @Test
  void anEmptyFilterTakesEverythingAndNeedsNoLibrary() throws IOException {
    try (PacketFilter filter = PacketFilter.of(" ")) {
      assertTrue(filter.takes(new byte[0]));
    }
  }

  @Test
  void filtersAreTcpdumps() throws IOException {
    assumeTrue(LibpcapFile.isThere(), "no libpcap on this machine");
    try (PacketFilter filter = PacketFilter.of("udp port 53")) {
      assertTrue(filter.takes(udp(1000, 53)));
      assertFalse(filter.takes(udp(1000, 54)));
      assertFalse(filter.takes(new byte[14]));
    }
  }

  @Test
  void aFilterThatMakesNoSenseIsRefusedWithTheReason() {
    assumeTrue(LibpcapFile.isThere(), "no libpcap on this machine");
    IOException refusal = assertThrows(IOException.class, () -> PacketFilter.of("tcp prot 80"));
    assertTrue(refusal.toString().contains("\"tcp prot 80\""), refusal::toString);
    assertTrue(refusal.toString().contains("syntax error"), refusal::toString);
  }

  @Test
  void linesTellWhoSaysWhatToWhom() {
    CapturedFrame frame = new CapturedFrame(false, 1_790_000_000_123_456_789L, udp(1000, 53), 0);
    String line = FrameLine.of(frame);
    assertEquals(
        "Out IP 10.0.2.100.1000 > 10.0.2.3.53: udp, payload 4, length 46", line.substring(16));
    assertTrue(line.substring(0, 16).endsWith(".123456 "), line);
  }

  @Test
  void whatCannotBeDecodedIsALineAllTheSame() {
    for (int length = 0; length < 46; length++) {
      byte[] cut = java.util.Arrays.copyOf(udp(1, 2), length);
      String line = FrameLine.of(new CapturedFrame(true, 0, cut, 0));
      assertTrue(line.endsWith(", length " + length), line);
    }
  }

  private static byte[] udp(int from, int to) {
    return ByteBuffer.allocate(46)
        .put(new byte[12])
        .putShort((short) 0x0800)
        .putInt(0x4500_0020)
        .putInt(0)
        .putInt(0x4011_0000)
        .putInt(0x0a00_0264)
        .putInt(0x0a00_0203)
        .putShort((short) from)
        .putShort((short) to)
        .putInt(0x000c_0000)
        .putInt(0x0102_0304)
        .array();
  }
}
