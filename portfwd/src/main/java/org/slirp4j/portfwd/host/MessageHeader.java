package org.slirp4j.portfwd.host;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The layout of {@code struct msghdr} on 64-bit Linux, and of what it points to.
 *
 * <pre>
 *   msghdr    0 name:ptr | 8 namelen:32 | 16 iov:ptr | 24 iovlen:64 | 32 control:ptr
 *             40 controllen:64 | 48 flags:32
 *   mmsghdr   0 msghdr | 56 len:32                                        (64 bytes)
 *   iovec     0 base:ptr | 8 len:64
 *   cmsghdr   0 len:64 (with this header) | 8 level:32 | 12 type:32 | 16 data, padded to 8
 * </pre>
 */
final class MessageHeader {
  /** Size of a {@code mmsghdr}, and room enough for a {@code msghdr}. */
  static final int BYTES = 64;

  static final int IOVEC_BYTES = 16;
  static final int CONTROL_HEADER_BYTES = 16;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private MessageHeader() {}

  /** Stores where the peer's address is or goes, and its size. */
  static void putName(MemorySegment block, long at, long address, int bytes) {
    block.set(LONG, at, address);
    block.set(INT, at + 8, bytes);
  }

  /** Stores where the vector of pieces is. */
  static void putPieces(MemorySegment block, long at, long iovecs, int count) {
    block.set(LONG, at + 16, iovecs);
    block.set(LONG, at + 24, count);
  }

  /** Stores where control messages are or go; 0 bytes: none. */
  static void putControl(MemorySegment block, long at, long address, int bytes) {
    block.set(LONG, at + 32, address);
    block.set(LONG, at + 40, bytes);
  }

  /** Stores one {@code iovec}. */
  static void putPiece(MemorySegment block, long at, long address, long bytes) {
    block.set(LONG, at, address);
    block.set(LONG, at + 8, bytes);
  }

  /** Returns how many bytes of control messages came. */
  static long controlBytes(MemorySegment block, long at) {
    return block.get(LONG, at + 40);
  }

  /** Returns the length of a {@code mmsghdr}'s message. */
  static int messageBytes(MemorySegment block, long at) {
    return block.get(INT, at + 56);
  }
}
