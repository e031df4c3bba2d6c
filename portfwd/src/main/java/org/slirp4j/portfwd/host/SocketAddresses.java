package org.slirp4j.portfwd.host;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;
import org.slirp4j.tcpip.IpAddress;

/**
 * The kernel's form of an address and port; the one place that knows the two families apart.
 *
 * <pre>
 *   sockaddr_in    0 family:16 native | 2 port:16 big-endian | 4 address:32 | 8 zero:64
 *   sockaddr_in6   0 family:16 native | 2 port:16 big-endian | 4 flow:32 | 8 address:128 | 24 scope:32
 * </pre>
 */
final class SocketAddresses {
  /** Room for either form, rounded up. */
  static final int BYTES = 32;

  private static final int V4_BYTES = 16;
  private static final int V6_BYTES = 28;

  private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt NATIVE_INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort PORT = FAMILY.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfInt V4_ADDRESS = NATIVE_INT.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfLong V6_HALF =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

  private SocketAddresses() {}

  /** Returns the socket family for an address. */
  static int family(long high, long low) {
    return IpAddress.isV4(high, low) ? SocketCalls.AF_INET : SocketCalls.AF_INET6;
  }

  /** Stores an address at {@code at} of {@code block}; returns how many bytes it takes. */
  static int put(MemorySegment block, long at, long high, long low, int port, int scopeId) {
    block.set(PORT, at + 2, (short) port);
    block.set(NATIVE_INT, at + 4, 0);
    if (IpAddress.isV4(high, low)) {
      block.set(FAMILY, at, (short) SocketCalls.AF_INET);
      block.set(V4_ADDRESS, at + 4, (int) low);
      block.set(V6_HALF, at + 8, 0);
      return V4_BYTES;
    }
    block.set(FAMILY, at, (short) SocketCalls.AF_INET6);
    block.set(V6_HALF, at + 8, high);
    block.set(V6_HALF, at + 16, low);
    block.set(NATIVE_INT, at + 24, scopeId);
    return V6_BYTES;
  }

  /** Returns a unix socket's address, unix(7), of a path that fits: 107 bytes in UTF-8. */
  static NativeBlock unix(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    NativeBlock block = new NativeBlock(2 + bytes.length + 1);
    block.putShort(0, SocketCalls.AF_UNIX);
    block.putBytes(2, bytes);
    return block;
  }

  /** Tells whether an address of either family is at {@code at}. */
  static boolean isAddress(MemorySegment block, long at) {
    int family = block.get(FAMILY, at);
    return family == SocketCalls.AF_INET || family == SocketCalls.AF_INET6;
  }

  /** Tells whether the address at {@code at} is an {@code AF_INET} one. */
  static boolean isV4(MemorySegment block, long at) {
    return block.get(FAMILY, at) == SocketCalls.AF_INET;
  }

  /** Returns the first half of the address at {@code at}. */
  static long high(MemorySegment block, long at) {
    return block.get(FAMILY, at) == SocketCalls.AF_INET6 ? block.get(V6_HALF, at + 8) : 0;
  }

  /** Returns the second half. */
  static long low(MemorySegment block, long at) {
    return block.get(FAMILY, at) == SocketCalls.AF_INET6
        ? block.get(V6_HALF, at + 16)
        : IpAddress.v4Low(block.get(V4_ADDRESS, at + 4));
  }

  /** Returns the port. */
  static int port(MemorySegment block, long at) {
    return Short.toUnsignedInt(block.get(PORT, at + 2));
  }
}
