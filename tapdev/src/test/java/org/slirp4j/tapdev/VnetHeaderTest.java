package org.slirp4j.tapdev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class VnetHeaderTest {
  private static final int AT = 6;

  private final MemorySegment memory =
      Arena.ofAuto().allocate(AT + VnetHeader.BYTES + 2).fill((byte) 0x55);
  private final VnetHeader header = new VnetHeader(memory, AT);

  private static byte[] bytes(int flags, int type, int... shorts) {
    ByteBuffer buffer = ByteBuffer.allocate(VnetHeader.BYTES).order(ByteOrder.nativeOrder());
    buffer.put((byte) flags).put((byte) type);
    for (int value : shorts) {
      buffer.putShort((short) value);
    }
    return buffer.array();
  }

  private void assertWritten(byte[] expected) {
    assertArrayEquals(
        expected, memory.asSlice(AT, VnetHeader.BYTES).toArray(ValueLayout.JAVA_BYTE));
    assertEquals(0x55, memory.get(ValueLayout.JAVA_BYTE, AT - 1));
    assertEquals(0x55, memory.get(ValueLayout.JAVA_BYTE, AT + VnetHeader.BYTES));
  }

  @Test
  void fieldsAreReadWhereLinuxPutsThem() {
    byte[] raw = bytes(1, 0x81, 66, 65_000, 34, 16);
    MemorySegment.copy(raw, 0, memory, ValueLayout.JAVA_BYTE, AT, raw.length);
    assertEquals(VnetHeader.NEEDS_CSUM, header.flags());
    assertTrue(header.needsChecksum());
    assertEquals(VnetHeader.GSO_TCPV4 | VnetHeader.GSO_ECN, header.gsoType());
    assertEquals(66, header.headerLength());
    assertEquals(65_000, header.gsoSize());
    assertEquals(34, header.checksumStart());
    assertEquals(16, header.checksumOffset());
  }

  @Test
  void plainHeaderIsZero() {
    header.putPlain();
    assertWritten(bytes(0, 0, 0, 0, 0, 0));
    assertFalse(header.needsChecksum());
  }

  @Test
  void partialChecksumSaysWhere() {
    header.putPartialChecksum(34, 6);
    assertWritten(bytes(1, 0, 0, 0, 34, 6));
  }

  @Test
  void superSegmentSaysHowToCut() {
    header.putSegmented(VnetHeader.GSO_TCPV6, 74, 1440, 54, 16);
    assertWritten(bytes(1, 4, 74, 1440, 54, 16));
  }
}
