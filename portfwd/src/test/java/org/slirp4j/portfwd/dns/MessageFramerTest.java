package org.slirp4j.portfwd.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageFramerTest {
  private static final int MAX_BYTES = 0xffff;

  private final MessageFramer framer = new MessageFramer();
  private final MemorySegment memory = Arena.ofAuto().allocate(3 * MAX_BYTES);

  private void put(int at, byte[] bytes) {
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at, bytes.length);
  }

  @Test
  void messagesComeOutWhole() {
    byte[] longest = new byte[MAX_BYTES];
    new Random(1).nextBytes(longest);
    byte[] all = MessageFramer.framed(longest);
    put(5, all);
    put(5 + all.length, MessageFramer.framed(new byte[] {1, 2, 3}));
    assertEquals(all.length, framer.take(memory, 5, all.length + 5));
    assertTrue(framer.isWhole());
    assertArrayEquals(longest, framer.message());
    assertFalse(framer.isWhole());
    assertEquals(5, framer.take(memory, 5 + all.length, 5));
    assertArrayEquals(new byte[] {1, 2, 3}, framer.message());
  }

  @Test
  void messageMayComeOctetByOctet() {
    byte[] message = new byte[3_000];
    new Random(1).nextBytes(message);
    byte[] framed = MessageFramer.framed(message);
    put(0, framed);
    for (int at = 0; at < framed.length; at++) {
      assertFalse(framer.isWhole());
      assertEquals(1, framer.take(memory, at, 1));
    }
    assertTrue(framer.isWhole());
    assertArrayEquals(message, framer.message());
  }

  @Test
  void messageWithoutOctetsIsOne() {
    put(0, new byte[] {0, 0, 0, 1, 9});
    assertEquals(2, framer.take(memory, 0, 5));
    assertTrue(framer.isWhole());
    assertEquals(0, framer.message().length);
    assertEquals(3, framer.take(memory, 2, 3));
    assertArrayEquals(new byte[] {9}, framer.message());
  }
}
