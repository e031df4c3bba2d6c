package org.slirp4j.portfwd.host;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slirp4j.tcpip.IpMarks;

/**
 * The control messages that came with a datagram: to which address of the host it was sent, and
 * what its IP header said. One object reads those of all datagrams in turn.
 *
 * <pre>
 *   IP_PKTINFO, IPV6_PKTINFO   see PacketInfo
 *   IP_TTL, IPV6_HOPLIMIT      16 hops:32
 *   IP_TOS                     16 type of service:8
 *   IPV6_TCLASS                16 traffic class:32
 *   UDP_GRO                    16 size of each datagram of several:32
 * </pre>
 */
final class ControlMessages {
  /** Room for all that is asked for. */
  static final int BYTES = 128;

  /** {@link #packetInfoAt}: none came. */
  static final long NONE = -1;

  private static final int DATA = MessageHeader.CONTROL_HEADER_BYTES;

  private final IpMarks marks = new IpMarks();
  private long packetInfoAt;
  private int hopLimit;
  private int tos;
  private int segmentBytes;

  /** Reads {@code bytes} of messages at {@code begin}. */
  void read(MemorySegment block, long begin, long bytes) {
    packetInfoAt = NONE;
    hopLimit = IpMarks.HOP_LIMIT;
    tos = 0;
    segmentBytes = 0;
    long end = begin + Math.min(bytes, BYTES);
    long at = begin;
    while (at + DATA < end) {
      long length = block.get(ValueLayout.JAVA_LONG, at);
      if (length <= DATA || length > end - at) {
        return;
      }
      readOne(block, at);
      at += (length + 7) & -8L;
    }
  }

  private void readOne(MemorySegment block, long at) {
    int level = block.get(ValueLayout.JAVA_INT, at + 8);
    int type = block.get(ValueLayout.JAVA_INT, at + 12);
    if (level == SocketOptions.SOL_IP) {
      switch (type) {
        case SocketOptions.IP_PKTINFO -> packetInfoAt = at;
        case SocketOptions.IP_TTL -> hopLimit = block.get(ValueLayout.JAVA_INT, at + DATA);
        case SocketOptions.IP_TOS ->
            tos = Byte.toUnsignedInt(block.get(ValueLayout.JAVA_BYTE, at + DATA));
        default -> {}
      }
    } else if (level == SocketOptions.SOL_IPV6) {
      switch (type) {
        case SocketOptions.IPV6_PKTINFO -> packetInfoAt = at;
        case SocketOptions.IPV6_HOPLIMIT -> hopLimit = block.get(ValueLayout.JAVA_INT, at + DATA);
        case SocketOptions.IPV6_TCLASS -> tos = block.get(ValueLayout.JAVA_INT, at + DATA);
        default -> {}
      }
    } else if (level == SocketOptions.SOL_UDP && type == SocketOptions.UDP_GRO) {
      segmentBytes = Math.max(block.get(ValueLayout.JAVA_INT, at + DATA), 0);
    }
  }

  /** Returns where the IP_PKTINFO or IPV6_PKTINFO is, or {@link #NONE}. */
  long packetInfoAt() {
    return packetInfoAt;
  }

  /** Returns the size of each datagram but the last when it is several, else 0. */
  int segmentBytes() {
    return segmentBytes;
  }

  /**
   * Returns the marks for the container, one hop further: the stack is a router on the way. That
   * takes the last hop of nobody, because the host is where the datagram was sent to.
   */
  IpMarks marks() {
    return marks.set(Math.max(hopLimit - 1, 1), tos & 0xff, true);
  }
}
