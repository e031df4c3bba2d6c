package org.slirp4j.portfwd.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.MessageCalls;

/** Sends datagrams from unconnected sockets; one writer serves all sockets of a loop. */
public final class DatagramWriter {
  private static final int HEADER = 0;
  private static final int PIECE = HEADER + MessageHeader.BYTES;
  private static final int CONTROL = PIECE + MessageHeader.IOVEC_BYTES;
  private static final int NAME = CONTROL + 24;
  private static final int BYTES = NAME + SocketAddresses.BYTES;

  /** One control message with a 16-bit number: CMSG_LEN(2) and CMSG_SPACE(2). */
  private static final int CONTROL_LENGTH = MessageHeader.CONTROL_HEADER_BYTES + 2;

  private static final int CONTROL_SPACE = MessageHeader.CONTROL_HEADER_BYTES + 8;
  private static final int SEGMENT_SIZE = CONTROL + MessageHeader.CONTROL_HEADER_BYTES;

  private final MemorySegment block = Arena.ofAuto().allocate(BYTES, 8);
  private long toHigh = -1;
  private long toLow;
  private int toPort;

  /** Makes a writer. */
  public DatagramWriter() {
    MessageHeader.putPieces(block, HEADER, block.address() + PIECE, 1);
    block.set(ValueLayout.JAVA_LONG, CONTROL, CONTROL_LENGTH);
    block.set(ValueLayout.JAVA_INT, CONTROL + 8, SocketOptions.SOL_UDP);
    block.set(ValueLayout.JAVA_INT, CONTROL + 12, SocketOptions.UDP_SEGMENT);
  }

  /**
   * Sends one datagram, or several of equal size that lie one after another.
   *
   * @param address native address of the payload
   * @param length its length in bytes
   * @param segmentBytes size of each datagram but the last, or 0 when it is one (udp(7),
   *     UDP_SEGMENT)
   * @return 0 or an errno, which may be that of an earlier datagram
   */
  public int send(
      HostSocket socket,
      long address,
      int length,
      int segmentBytes,
      long toHigh,
      long toLow,
      int toPort) {
    putDestination(toHigh, toLow, toPort);
    MessageHeader.putPiece(block, PIECE, address, length);
    if (segmentBytes == 0) {
      MessageHeader.putControl(block, HEADER, 0, 0);
    } else {
      MessageHeader.putControl(block, HEADER, block.address() + CONTROL, CONTROL_SPACE);
      block.set(ValueLayout.JAVA_SHORT, SEGMENT_SIZE, (short) segmentBytes);
    }
    long sent =
        MessageCalls.sendmsg(socket.number(), block.address() + HEADER, SocketOptions.MSG_DONTWAIT);
    return sent < 0 ? Errno.last() : 0;
  }

  // Mostly the same as for the datagram before.
  private void putDestination(long high, long low, int port) {
    if (high == toHigh && low == toLow && port == toPort) {
      return;
    }
    toHigh = high;
    toLow = low;
    toPort = port;
    int length = SocketAddresses.put(block, NAME, high, low, port, 0);
    MessageHeader.putName(block, HEADER, block.address() + NAME, length);
  }
}
