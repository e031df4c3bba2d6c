package org.slirp4j.tcpip.fuzz;

import java.util.Arrays;

/** A fuzzer's input, read from its beginning; behind its end there are zeros. */
final class Program {
  private final byte[] bytes;
  private int at;

  Program(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** Tells whether everything was read. */
  boolean isOver() {
    return at >= bytes.length;
  }

  /** Reads a number from 0 to 255. */
  int next() {
    return isOver() ? 0 : bytes[at++] & 0xff;
  }

  /** Reads a number of one byte that may be negative. */
  int nextSigned() {
    return (byte) next();
  }

  /** Reads a number of two bytes. */
  int next16() {
    return next() << 8 | next();
  }

  /** Reads a number of four bytes. */
  int next32() {
    return next16() << 16 | next16();
  }

  /** Reads up to {@code count} bytes. */
  byte[] nextBytes(int count) {
    int end = Math.min(bytes.length, at + count);
    byte[] read = Arrays.copyOfRange(bytes, Math.min(at, end), end);
    at = end;
    return read;
  }

  /** Reads a length from 0 to 3048, small ones more often. */
  int nextLength() {
    int code = next();
    return code < 128 ? code : (code - 128) * 24;
  }
}
