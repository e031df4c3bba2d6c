package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.slirp4j.tcpip.fuzz.Corpus;
import org.slirp4j.tcpip.testing.GuestFrames;

/** Options of any bytes, cut off anywhere: what is read of them is within its range. */
class TcpOptionsFuzzTest {
  private static final int MAX_BYTES = 40;

  static Stream<byte[]> seeds() {
    byte[] nop = GuestFrames.nop();
    return Corpus.of(
        TcpOptionsFuzzTest.class,
        GuestFrames.options(nop, nop, GuestFrames.timestamps(1, 2)),
        GuestFrames.options(
            GuestFrames.mss(1460),
            GuestFrames.sackPermitted(),
            GuestFrames.timestamps(-1, 0),
            nop,
            GuestFrames.windowScale(15)),
        GuestFrames.options(nop, nop, GuestFrames.sack(1, 2, 3, 4, 5, 6, 7, 8)),
        GuestFrames.options(GuestFrames.sack(1, 2, 3), new byte[] {30, 3, 0, 30, 0}),
        new byte[] {2, 4, 1},
        new byte[] {8, 1, 0, 0});
  }

  // RFC 9293, MUST-4 to MUST-7, MUST-64
  @MethodSource("seeds")
  @FuzzTest
  void whatIsReadIsInItsRange(byte[] input) {
    int whole = Math.min(input.length, MAX_BYTES);
    TcpOptions options = new TcpOptions();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(MAX_BYTES + 1L);
      MemorySegment.copy(MemorySegment.ofArray(input), 0, all, 1, whole);
      for (int length = 0; length <= whole; length++) {
        options.read(all.asSlice(0, 1L + length), 1, length);
        assertTrue(options.mss >= 0 && options.mss <= 0xffff, "MSS");
        assertTrue(
            options.windowShift >= -1 && options.windowShift <= TcpOptions.MAX_WINDOW_SHIFT,
            "window shift");
        assertTrue(
            options.sackBlocks >= 0 && options.sackBlocks <= TcpOptions.MAX_SACK_BLOCKS, "blocks");
      }
    }
  }
}
