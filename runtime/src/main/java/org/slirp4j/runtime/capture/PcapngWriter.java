package org.slirp4j.runtime.capture;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Blocks of pcapng (draft-ietf-opsawg-pcapng) in a growing array, little-endian, with one interface
 * whose times are nanoseconds.
 *
 * <pre>
 *   section header (4.1) · interface description (4.2)
 *   · enhanced packet (4.3) …  · interface statistics (4.6) …
 * </pre>
 */
final class PcapngWriter {
  static final int SECTION_HEADER = 0x0a0d_0d0a;
  static final int INTERFACE_DESCRIPTION = 1;
  static final int INTERFACE_STATISTICS = 5;
  static final int ENHANCED_PACKET = 6;
  static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;

  /** LINKTYPE_ETHERNET. */
  static final int ETHERNET = 1;

  /** Longest frame there may be; libpcap takes no more in one packet (MAXIMUM_SNAPLEN). */
  static final int SNAP_BYTES = 262_144;

  // Options: 3.5, 4.1, 4.2, 4.3, 4.6.
  static final int END_OF_OPTIONS = 0;
  static final int COMMENT = 1;
  static final int USER_APPLICATION = 4;
  static final int INTERFACE_NAME = 2;
  static final int INTERFACE_TEXT = 3;
  static final int TIME_RESOLUTION = 9;
  static final int PACKET_FLAGS = 2;
  static final int PACKET_LOST = 4;
  static final int FIRST_TIME = 2;
  static final int LAST_TIME = 3;
  static final int RECEIVED = 4;
  static final int LOST = 5;

  /** Bits 0 and 1 of the flags (4.3): as the container's interface sees it. */
  static final int INBOUND = 1;

  static final int OUTBOUND = 2;

  private static final byte NANOSECONDS = 9;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private byte[] store = new byte[1 << 16];
  private ByteBuffer bytes = ByteBuffer.wrap(store).order(ByteOrder.LITTLE_ENDIAN);
  private int block;

  /** Writes the stream's begin. */
  void begin(String program, String interfaceName, String interfaceText) {
    beginBlock(SECTION_HEADER);
    put(4).putInt(BYTE_ORDER_MAGIC);
    put(4).putShort((short) 1).putShort((short) 0);
    put(8).putLong(-1); // the section's length: not known
    option(USER_APPLICATION, program);
    endBlock();
    beginBlock(INTERFACE_DESCRIPTION);
    put(4).putShort((short) ETHERNET).putShort((short) 0);
    put(4).putInt(SNAP_BYTES);
    option(INTERFACE_NAME, interfaceName);
    option(INTERFACE_TEXT, interfaceText);
    put(8).putShort((short) TIME_RESOLUTION).putShort((short) 1).put(NANOSECONDS);
    align();
    endBlock();
  }

  /**
   * Writes a packet.
   *
   * @param toContainer its direction
   * @param lost how many are missing before it
   */
  void packet(
      boolean toContainer, long epochNanos, MemorySegment memory, long at, int length, long lost) {
    beginPacket(epochNanos, length);
    ByteBuffer room = put(length + 4);
    MemorySegment.copy(memory, BYTE, at, store, room.position(), length);
    room.position(room.position() + length);
    endPacket(toContainer, lost);
  }

  /**
   * Fills in a checksum of the packet written last.
   *
   * @param length the packet's
   * @param start where the sum begins, from the packet's begin
   * @param offset where its field is, from there
   */
  void completeChecksum(int length, int start, int offset) {
    if (offset > 0 && start + offset + 2 <= length) {
      Checksums.complete(store, block + 28, length, start, offset);
    }
  }

  /** Writes a packet that is on the heap. */
  void packet(boolean toContainer, long epochNanos, byte[] frame, long lost) {
    beginPacket(epochNanos, frame.length);
    put(frame.length + 4).put(frame);
    endPacket(toContainer, lost);
  }

  private void beginPacket(long epochNanos, int length) {
    beginBlock(ENHANCED_PACKET);
    put(4).putInt(0);
    put(8).putInt((int) (epochNanos >>> 32)).putInt((int) epochNanos);
    put(8).putInt(length).putInt(length);
  }

  private void endPacket(boolean toContainer, long lost) {
    align();
    put(8).putShort((short) PACKET_FLAGS).putShort((short) 4);
    bytes.putInt(toContainer ? INBOUND : OUTBOUND);
    if (lost > 0) {
      longOption(PACKET_LOST, lost);
    }
    endBlock();
  }

  /** Writes what happened so far: frames that came, those lost among them. */
  void statistics(long firstEpochNanos, long epochNanos, long received, long lost) {
    beginBlock(INTERFACE_STATISTICS);
    put(4).putInt(0);
    time(epochNanos);
    put(4).putShort((short) FIRST_TIME).putShort((short) 8);
    time(firstEpochNanos);
    put(4).putShort((short) LAST_TIME).putShort((short) 8);
    time(epochNanos);
    longOption(RECEIVED, received);
    longOption(LOST, lost);
    endBlock();
  }

  /** Returns how many bytes wait to be taken. */
  int size() {
    return bytes.position();
  }

  /** Returns what was written and begins anew. */
  byte[] take() {
    byte[] all = Arrays.copyOf(store, bytes.position());
    bytes.clear();
    return all;
  }

  private void time(long epochNanos) {
    put(8).putInt((int) (epochNanos >>> 32)).putInt((int) epochNanos);
  }

  private void option(int code, String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    put(8 + value.length).putShort((short) code).putShort((short) value.length).put(value);
    align();
  }

  private void longOption(int code, long value) {
    put(12).putShort((short) code).putShort((short) 8).putLong(value);
  }

  private void beginBlock(int type) {
    block = bytes.position();
    put(8).putInt(type).putInt(0);
  }

  /** Ends the block, whose options have an end when it has any. */
  private void endBlock() {
    put(8).putShort((short) END_OF_OPTIONS).putShort((short) 0);
    int length = bytes.position() + 4 - block;
    bytes.putInt(length);
    bytes.putInt(block + 4, length);
  }

  private void align() {
    while ((bytes.position() & 3) != 0) { // blocks begin at multiples of four
      bytes.put((byte) 0);
    }
  }

  /** Returns the buffer with place for {@code more} bytes. */
  private ByteBuffer put(int more) {
    if (bytes.remaining() < more) {
      int used = bytes.position();
      store = Arrays.copyOf(store, Math.max(store.length * 2, used + more));
      bytes = ByteBuffer.wrap(store).order(ByteOrder.LITTLE_ENDIAN).position(used);
    }
    return bytes;
  }
}
