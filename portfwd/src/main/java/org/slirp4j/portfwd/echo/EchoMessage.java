package org.slirp4j.portfwd.echo;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slirp4j.portfwd.host.HostSocket;

/**
 * An ICMP echo message on a ping socket (RFC 792); one object writes the headers of all requests.
 *
 * <pre>
 *   0 type:8 (8 request, 0 reply; 128, 129 in IPv6) | 1 code:8 | 2 checksum:16, the kernel's
 *   4 identifier:16, the kernel's | 6 sequence:16 | 8 payload
 * </pre>
 */
final class EchoMessage {
  static final int HEADER_BYTES = 8;

  private static final int V4_REQUEST = 8;
  private static final int V4_REPLY = 0;
  private static final int V6_REQUEST = 128;
  private static final int V6_REPLY = 129;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);

  private static final int HEADER = 0;
  private static final int PIECES = HEADER + HEADER_BYTES;
  private static final int BYTES = PIECES + 2 * 16;

  // The header, then the two iovecs {address:64, length:64} of header and payload.
  private final MemorySegment block = Arena.ofAuto().allocate(BYTES, 8);

  EchoMessage() {
    block.set(ValueLayout.JAVA_LONG, PIECES, block.address() + HEADER);
    block.set(ValueLayout.JAVA_LONG, PIECES + 8, HEADER_BYTES);
  }

  /** Sends a request; returns 0 or an errno, which may be that of an earlier request. */
  int send(HostSocket socket, boolean isV4, int sequence, long payload, int length) {
    block.set(ValueLayout.JAVA_BYTE, HEADER, (byte) (isV4 ? V4_REQUEST : V6_REQUEST));
    block.set(SHORT, HEADER + 6, (short) sequence);
    block.set(ValueLayout.JAVA_LONG, PIECES + 16, payload);
    block.set(ValueLayout.JAVA_LONG, PIECES + 24, length);
    int sent = socket.sendPieces(block.address() + PIECES, 2);
    return sent == HostSocket.FAILED ? socket.errno() : 0;
  }

  /** Tells whether a message of {@code length} bytes is a reply. */
  static boolean isReply(MemorySegment message, int at, int length) {
    if (length < HEADER_BYTES) {
      return false;
    }
    int type = Byte.toUnsignedInt(message.get(ValueLayout.JAVA_BYTE, at));
    return type == V4_REPLY || type == V6_REPLY;
  }

  /** Returns a reply's sequence number. */
  static int sequence(MemorySegment message, int at) {
    return Short.toUnsignedInt(message.get(SHORT, at + 6));
  }
}
