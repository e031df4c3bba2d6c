package org.slirp4j.portfwd.auto;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slirp4j.tapdev.libc.SocketCalls;
import org.slirp4j.tcpip.IpAddress;

/**
 * A socket as the kernel tells of it: {@code struct inet_diag_msg}, {@code <linux/inet_diag.h>}.
 *
 * <pre>
 *   0 family:8 | 1 state:8 | 2 timer:8 | 3 retrans:8
 *   4 own port:16 big-endian | 6 peer's port:16 | 8 own address:128 | 24 peer's address:128
 *   40 interface:32 | 44 cookie:64 | 52 … | 68 inode:32
 *   72 attributes: length:16 | type:16 | value, padded to 4
 * </pre>
 *
 * @param block holds the message
 * @param at offset of the structure
 * @param length how many bytes there are of it and its attributes
 */
record DiagSocket(MemorySegment block, long at, int length) {
  /** {@code <net/tcp_states.h>}; UDP's bound sockets are in the state of closed ones. */
  static final int CONNECTED = 1;

  static final int UDP_UNCONNECTED = 7;
  static final int TCP_LISTENING = 10;

  private static final int BYTES = 72;
  private static final int ATTRIBUTE_HEADER_BYTES = 4;
  private static final int SK_V6_ONLY = 11; // INET_DIAG_SKV6ONLY

  private static final ValueLayout.OfShort NATIVE_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt NATIVE_INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort PORT = NATIVE_SHORT.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfInt V4_ADDRESS = NATIVE_INT.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfLong V6_HALF =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

  /** Tells whether it is whole and of a known family; only then the others may be called. */
  boolean check() {
    return length >= BYTES
        && at + length <= block.byteSize()
        && (isV4() || family() == SocketCalls.AF_INET6);
  }

  private int family() {
    return block.get(ValueLayout.JAVA_BYTE, at);
  }

  private boolean isV4() {
    return family() == SocketCalls.AF_INET;
  }

  /** Returns its state. */
  int state() {
    return block.get(ValueLayout.JAVA_BYTE, at + 1);
  }

  /** Returns its own port. */
  int port() {
    return Short.toUnsignedInt(block.get(PORT, at + 4));
  }

  /** Returns the first half of its own address. */
  long high() {
    return isV4() ? 0 : block.get(V6_HALF, at + 8);
  }

  /** Returns the second half. */
  long low() {
    return isV4() ? IpAddress.v4Low(block.get(V4_ADDRESS, at + 8)) : block.get(V6_HALF, at + 16);
  }

  /** Returns the index of the interface that it is bound to, or 0. */
  int interfaceIndex() {
    return block.get(NATIVE_INT, at + 40);
  }

  /** Tells whether IPv4's clients reach it: by its family, or because it is not IPv6's alone. */
  boolean takesV4() {
    if (isV4() || IpAddress.isV4(high(), low())) {
      return true;
    }
    return (high() | low()) == 0 && !isV6Only();
  }

  /** Tells whether IPv6's clients reach it. */
  boolean takesV6() {
    return !isV4() && !IpAddress.isV4(high(), low());
  }

  /** Tells whether it is bound to all addresses. */
  boolean isWildcard() {
    return isV4() ? low() == IpAddress.v4Low(0) : (high() | low()) == 0;
  }

  private boolean isV6Only() {
    int offset = BYTES;
    while (offset + ATTRIBUTE_HEADER_BYTES < length) {
      int size = Short.toUnsignedInt(block.get(NATIVE_SHORT, at + offset));
      if (size < ATTRIBUTE_HEADER_BYTES) {
        return false;
      }
      if (Short.toUnsignedInt(block.get(NATIVE_SHORT, at + offset + 2)) == SK_V6_ONLY) {
        return size > ATTRIBUTE_HEADER_BYTES
            && block.get(ValueLayout.JAVA_BYTE, at + offset + ATTRIBUTE_HEADER_BYTES) != 0;
      }
      offset += size + 3 & ~3;
    }
    return false;
  }
}
