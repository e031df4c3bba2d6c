package org.slirp4j.portfwd.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.MessageCalls;

/**
 * Sends datagrams from the address of the host that their receiver had sent to; one writer serves
 * all sockets of a loop.
 */
public final class ReplyWriter {
  private static final int HEADER = 0;
  private static final int PIECE = HEADER + MessageHeader.BYTES;
  private static final int NAME = PIECE + MessageHeader.IOVEC_BYTES;
  private static final int CONTROL = NAME + SocketAddresses.BYTES;

  /** One control message with a 16-bit number: CMSG_LEN(2) and CMSG_SPACE(2). */
  private static final int SEGMENT_LENGTH = MessageHeader.CONTROL_HEADER_BYTES + 2;

  private static final int SEGMENT_SPACE = MessageHeader.CONTROL_HEADER_BYTES + 8;
  private static final int BYTES = CONTROL + PacketInfo.MAX_BYTES + SEGMENT_SPACE;

  private final MemorySegment block = Arena.ofAuto().allocate(BYTES, 8);
  private int controlBytes;

  /** Makes a writer. */
  public ReplyWriter() {
    MessageHeader.putPieces(block, HEADER, block.address() + PIECE, 1);
  }

  /**
   * Says whom {@link #send} is to reach and from where.
   *
   * @param interfaceIndex the interface to leave by where the address does not tell it, or 0
   */
  public void address(
      long toHigh, long toLow, int toPort, long fromHigh, long fromLow, int interfaceIndex) {
    int name = SocketAddresses.put(block, NAME, toHigh, toLow, toPort, interfaceIndex);
    MessageHeader.putName(block, HEADER, block.address() + NAME, name);
    controlBytes = PacketInfo.put(block, CONTROL, fromHigh, fromLow, interfaceIndex);
  }

  /**
   * Sends one datagram, or several of equal size that lie one after another.
   *
   * @param address native address of the payload
   * @param length its length in bytes
   * @param segmentBytes size of each datagram but the last, or 0 when it is one (udp(7),
   *     UDP_SEGMENT)
   * @return 0 or an errno
   */
  public int send(HostSocket socket, long address, int length, int segmentBytes) {
    MessageHeader.putPiece(block, PIECE, address, length);
    int control = controlBytes;
    if (segmentBytes > 0) {
      int at = CONTROL + control;
      block.set(ValueLayout.JAVA_LONG, at, SEGMENT_LENGTH);
      block.set(ValueLayout.JAVA_INT, at + 8, SocketOptions.SOL_UDP);
      block.set(ValueLayout.JAVA_INT, at + 12, SocketOptions.UDP_SEGMENT);
      block.set(ValueLayout.JAVA_SHORT, at + 16, (short) segmentBytes);
      control += SEGMENT_SPACE;
    }
    MessageHeader.putControl(block, HEADER, block.address() + CONTROL, control);
    long sent =
        MessageCalls.sendmsg(socket.number(), block.address() + HEADER, SocketOptions.MSG_DONTWAIT);
    return sent < 0 ? Errno.last() : 0;
  }
}
