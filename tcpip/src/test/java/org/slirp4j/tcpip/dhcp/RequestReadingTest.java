package org.slirp4j.tcpip.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests are read within their bounds: each message stands in memory that ends where it does, so
 * reading beyond it would throw.
 */
class RequestReadingTest {
  private static final int ROUNDS = 20_000;

  private static MemorySegment exactly(byte[] message) {
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(message.length, 1));
    MemorySegment.copy(MemorySegment.ofArray(message), 0, memory, 0, message.length);
    return memory.asSlice(0, message.length);
  }

  private static byte[] damaged(byte[] message, int from, Random random) {
    byte[] damaged = Arrays.copyOf(message, random.nextInt(message.length + 20));
    for (int damage = random.nextInt(6); damage > 0 && damaged.length > from; damage--) {
      damaged[from + random.nextInt(damaged.length - from)] = (byte) random.nextInt();
    }
    return damaged;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void v4(long seed) {
    Random random = new Random(seed);
    String[] shapes = {
      "params=1,3,6,15 client=someone wanted=10.0.2.15 max=1500 lease=60",
      "options=340103 file=3701013d0561626364ff sname=32040a00020fff",
      "options=3d01", // the end mark is its value
    };
    Dhcp4Request request = new Dhcp4Request();
    int sound = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Map<String, String> words = Dhcp4Text.words(shapes[random.nextInt(shapes.length)]);
      byte[] message = damaged(Dhcp4Text.message("DISCOVER", words), 236, random);
      sound += request.read(exactly(message), 0, message.length) ? 1 : 0;
      assertTrue(request.client().length <= 255 && request.parameters().length <= 255);
    }
    assertTrue(sound > 100, () -> "not much of a test");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void v6(long seed) {
    Random random = new Random(seed);
    Dhcp6Request request = new Dhcp6Request();
    int sound = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Map<String, String> words =
          Dhcp4Text.words("oro=23,24 server=us na=1,fd00::1,fd00::2 ta=2 pd=3 rapid");
      byte[] message = damaged(Dhcp6Text.message("SOLICIT", words), 0, random);
      sound += request.read(exactly(message), 0, message.length) ? 1 : 0;
    }
    assertTrue(sound > 100, () -> "not much of a test");
  }

  // RFC 3396, 5: pieces are one, but no longer than this
  @Test
  void aNameInManyPiecesIsCut() {
    String piece = "3d80" + "61".repeat(128);
    byte[] message = Dhcp4Text.message("DISCOVER", Dhcp4Text.words("options=" + piece.repeat(500)));
    Dhcp4Request request = new Dhcp4Request();
    assertTrue(request.read(exactly(message), 0, message.length));
    assertEquals(255, request.client().length);
  }
}
