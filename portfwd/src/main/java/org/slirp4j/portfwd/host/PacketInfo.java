package org.slirp4j.portfwd.host;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slirp4j.tcpip.IpAddress;

/**
 * The control message that tells to which address of the host a datagram was sent, or is to be sent
 * from: ip(7), IP_PKTINFO; ipv6(7), IPV6_PKTINFO.
 *
 * <pre>
 *   IPv4   0 cmsghdr | 16 interface:32 | 20 own address:32 | 24 destination in the header:32
 *   IPv6   0 cmsghdr | 16 own address:128 | 32 interface:32
 * </pre>
 */
final class PacketInfo {
  /** Room for either one, padded. */
  static final int MAX_BYTES = MessageHeader.CONTROL_HEADER_BYTES + 24;

  private static final int DATA = MessageHeader.CONTROL_HEADER_BYTES;
  private static final int V4_BYTES = 12;
  private static final int V6_BYTES = 20;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfInt V4_ADDRESS = INT.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfLong V6_HALF = LENGTH.withOrder(BIG_ENDIAN);

  private PacketInfo() {}

  /** Returns the first half of the host's address. */
  static long high(MemorySegment block, long at) {
    return isV4(block, at) ? 0 : block.get(V6_HALF, at + DATA);
  }

  /** Returns the second half. */
  static long low(MemorySegment block, long at) {
    return isV4(block, at)
        ? IpAddress.v4Low(block.get(V4_ADDRESS, at + DATA + 4))
        : block.get(V6_HALF, at + DATA + 8);
  }

  /** Returns the first half of the destination in the header of the packet that came. */
  static long arrivedHigh(MemorySegment block, long at) {
    return high(block, at);
  }

  /** Returns the second half. */
  static long arrivedLow(MemorySegment block, long at) {
    return isV4(block, at) ? IpAddress.v4Low(block.get(V4_ADDRESS, at + DATA + 8)) : low(block, at);
  }

  /** Returns the interface's index. */
  static int interfaceIndex(MemorySegment block, long at) {
    return block.get(INT, isV4(block, at) ? at + DATA : at + DATA + 16);
  }

  /**
   * Stores one.
   *
   * @param interfaceIndex of the interface to leave by, or 0 for what the routes say
   * @return how many bytes it takes, padded for another to follow
   */
  static int put(MemorySegment block, long at, long high, long low, int interfaceIndex) {
    if (IpAddress.isV4(high, low)) {
      putHeader(block, at, V4_BYTES, SocketOptions.SOL_IP, SocketOptions.IP_PKTINFO);
      block.set(INT, at + DATA, interfaceIndex);
      block.set(V4_ADDRESS, at + DATA + 4, (int) low);
      block.set(INT, at + DATA + 8, 0);
      return DATA + 16;
    }
    putHeader(block, at, V6_BYTES, SocketOptions.SOL_IPV6, SocketOptions.IPV6_PKTINFO);
    block.set(V6_HALF, at + DATA, high);
    block.set(V6_HALF, at + DATA + 8, low);
    block.set(INT, at + DATA + 16, interfaceIndex);
    return DATA + 24;
  }

  private static void putHeader(MemorySegment block, long at, int bytes, int level, int type) {
    block.set(LENGTH, at, DATA + bytes);
    block.set(INT, at + 8, level);
    block.set(INT, at + 12, type);
  }

  private static boolean isV4(MemorySegment block, long at) {
    return block.get(INT, at + 8) == SocketOptions.SOL_IP;
  }
}
