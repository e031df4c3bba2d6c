package org.slirp4j.tcpip.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Unsigned numbers of 8 to 64 bits, most significant byte first, at any address. */
public final class NetworkOrder {
  private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

  private NetworkOrder() {}

  /** Reads 8 bits. */
  public static int get8(MemorySegment memory, long at) {
    return Byte.toUnsignedInt(memory.get(JAVA_BYTE, at));
  }

  /** Reads 16 bits. */
  public static int get16(MemorySegment memory, long at) {
    return Short.toUnsignedInt(memory.get(SHORT, at));
  }

  /** Reads 32 bits, as the int that has them. */
  public static int get32(MemorySegment memory, long at) {
    return memory.get(INT, at);
  }

  /** Reads 48 bits. */
  public static long get48(MemorySegment memory, long at) {
    return (long) get16(memory, at) << 32 | Integer.toUnsignedLong(get32(memory, at + 2));
  }

  /** Reads 64 bits. */
  public static long get64(MemorySegment memory, long at) {
    return memory.get(LONG, at);
  }

  /** Writes the low 8 bits of {@code value}. */
  public static void put8(MemorySegment memory, long at, int value) {
    memory.set(JAVA_BYTE, at, (byte) value);
  }

  /** Writes the low 16 bits of {@code value}. */
  public static void put16(MemorySegment memory, long at, int value) {
    memory.set(SHORT, at, (short) value);
  }

  /** Writes 32 bits. */
  public static void put32(MemorySegment memory, long at, int value) {
    memory.set(INT, at, value);
  }

  /** Writes the low 48 bits of {@code value}. */
  public static void put48(MemorySegment memory, long at, long value) {
    put16(memory, at, (int) (value >>> 32));
    put32(memory, at + 2, (int) value);
  }

  /** Writes 64 bits. */
  public static void put64(MemorySegment memory, long at, long value) {
    memory.set(LONG, at, value);
  }
}
