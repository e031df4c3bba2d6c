package org.slirp4j.portfwd.dns;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Takes a stream apart into messages, each of which comes after its length in 16 bits (RFC 1035,
 * 4.2.2). Memory grows by what has come, not by what was announced.
 */
final class MessageFramer {
  /** Holds most messages. */
  private static final int FIRST_BYTES = 512;

  private static final int LENGTH_BYTES = 2;
  private static final byte[] NOTHING = {};

  private int lengthBytes;
  private int length;
  private byte[] message = NOTHING;
  private int filled;

  /** Takes bytes up to the end of a message; returns how many, at least one if there is one. */
  int take(MemorySegment memory, long at, int available) {
    int taken = 0;
    while (lengthBytes < LENGTH_BYTES && taken < available) {
      length = length << 8 | (memory.get(ValueLayout.JAVA_BYTE, at + taken) & 0xff);
      lengthBytes++;
      taken++;
    }
    int piece = Math.min(length - filled, available - taken);
    if (lengthBytes == LENGTH_BYTES && piece > 0) {
      if (filled + piece > message.length) {
        int more = Math.min(length, Math.max(FIRST_BYTES, 2 * message.length));
        message = Arrays.copyOf(message, Math.max(filled + piece, more));
      }
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + taken, message, filled, piece);
      filled += piece;
      taken += piece;
    }
    return taken;
  }

  /** Tells whether a message has come to its end. */
  boolean isWhole() {
    return lengthBytes == LENGTH_BYTES && filled == length;
  }

  /** Returns the whole message and starts with the next. */
  byte[] message() {
    byte[] whole = message.length == filled ? message : Arrays.copyOf(message, filled);
    lengthBytes = 0;
    length = 0;
    message = NOTHING;
    filled = 0;
    return whole;
  }

  /** Returns a message with its length before it. */
  static byte[] framed(byte[] message) {
    byte[] framed = new byte[LENGTH_BYTES + message.length];
    Octets.put16(framed, 0, message.length);
    System.arraycopy(message, 0, framed, LENGTH_BYTES, message.length);
    return framed;
  }
}
