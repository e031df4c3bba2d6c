package org.slirp4j.tcpip.tcp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.wire.NetworkOrder;

/**
 * The options of one segment, read into fields and written from values (RFC 9293, 3.2; RFC 7323;
 * RFC 2018). One object per stack serves all segments in turn.
 *
 * <p>A malformed option ends the reading; what was read before it counts (RFC 9293, MUST-7).
 */
final class TcpOptions {
  static final int MAX_SACK_BLOCKS = 4;

  /** Shift that a larger one is taken for (RFC 7323, 2.3). */
  static final int MAX_WINDOW_SHIFT = 14;

  /** Bytes of a timestamps option with its padding. */
  static final int TIMESTAMPS_BYTES = 12;

  private static final int END = 0;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int TIMESTAMPS = 8;

  // NOP NOP TIMESTAMPS 10: how nearly every segment begins (RFC 7323, appendix A).
  private static final int TIMESTAMPS_ALIGNED = 0x0101_080a;

  /** Maximum segment size, or 0 when absent. */
  int mss;

  /** Window shift, or -1 when absent. */
  int windowShift;

  boolean sackPermitted;
  boolean timestamps;
  int timestampValue;
  int timestampEcho;
  int sackBlocks;
  final int[] sackLeft = new int[MAX_SACK_BLOCKS];
  final int[] sackRight = new int[MAX_SACK_BLOCKS];

  /** Reads the options in [from, from + length). */
  void read(MemorySegment memory, long from, int length) {
    mss = 0;
    windowShift = -1;
    sackPermitted = false;
    timestamps = false;
    sackBlocks = 0;
    if (length == TIMESTAMPS_BYTES && NetworkOrder.get32(memory, from) == TIMESTAMPS_ALIGNED) {
      readTimestamps(memory, from + 2);
      return;
    }
    int at = 0;
    while (at < length) {
      int kind = NetworkOrder.get8(memory, from + at);
      if (kind == NOP) {
        at++;
        continue;
      }
      if (kind == END || at + 1 >= length) {
        return;
      }
      int size = NetworkOrder.get8(memory, from + at + 1);
      if (size < 2 || size > length - at) {
        return; // RFC 9293, MUST-7: an illegal length
      }
      readOne(kind, size, memory, from + at);
      at += size;
    }
  }

  private void readOne(int kind, int size, MemorySegment memory, long at) {
    switch (kind) {
      case MSS -> {
        if (size == 4) {
          mss = NetworkOrder.get16(memory, at + 2);
        }
      }
      case WINDOW_SCALE -> {
        if (size == 3) {
          windowShift = Math.min(NetworkOrder.get8(memory, at + 2), MAX_WINDOW_SHIFT);
        }
      }
      case SACK_PERMITTED -> sackPermitted = size == 2;
      case SACK -> readSack(size, memory, at);
      case TIMESTAMPS -> {
        if (size == 10) {
          readTimestamps(memory, at);
        }
      }
      default -> {} // RFC 9293, MUST-6: unknown options are skipped by their length
    }
  }

  private void readTimestamps(MemorySegment memory, long at) {
    timestamps = true;
    timestampValue = NetworkOrder.get32(memory, at + 2);
    timestampEcho = NetworkOrder.get32(memory, at + 6);
  }

  private void readSack(int size, MemorySegment memory, long at) {
    int blocks = Math.min((size - 2) / 8, MAX_SACK_BLOCKS);
    for (int i = 0; i < blocks; i++) {
      sackLeft[i] = NetworkOrder.get32(memory, at + 2 + 8L * i);
      sackRight[i] = NetworkOrder.get32(memory, at + 6 + 8L * i);
    }
    sackBlocks = blocks;
  }

  static long writeMss(MemorySegment memory, long at, int mss) {
    NetworkOrder.put32(memory, at, MSS << 24 | 4 << 16 | mss);
    return at + 4;
  }

  static long writeWindowShift(MemorySegment memory, long at, int shift) {
    NetworkOrder.put32(memory, at, NOP << 24 | WINDOW_SCALE << 16 | 3 << 8 | shift);
    return at + 4;
  }

  static long writeSackPermitted(MemorySegment memory, long at) {
    NetworkOrder.put32(memory, at, NOP << 24 | NOP << 16 | SACK_PERMITTED << 8 | 2);
    return at + 4;
  }

  static long writeTimestamps(MemorySegment memory, long at, int value, int echo) {
    NetworkOrder.put32(memory, at, TIMESTAMPS_ALIGNED);
    NetworkOrder.put32(memory, at + 4, value);
    NetworkOrder.put32(memory, at + 8, echo);
    return at + TIMESTAMPS_BYTES;
  }

  /**
   * Writes the head of a SACK option with {@code blocks} blocks, which the caller writes behind it.
   */
  static long writeSackHead(MemorySegment memory, long at, int blocks) {
    NetworkOrder.put32(memory, at, NOP << 24 | NOP << 16 | SACK << 8 | 2 + 8 * blocks);
    return at + 4;
  }

  static long writeSackBlock(MemorySegment memory, long at, int left, int right) {
    NetworkOrder.put32(memory, at, left);
    NetworkOrder.put32(memory, at + 4, right);
    return at + 8;
  }
}
