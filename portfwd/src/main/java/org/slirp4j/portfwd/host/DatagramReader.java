package org.slirp4j.portfwd.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.MessageCalls;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;

/**
 * Receives datagrams of any size, many in one system call; one reader serves all sockets of a loop.
 *
 * <p>The kernel writes into {@link #BATCH} large buffers that the reader keeps. A datagram that
 * fits is copied into a small one, so that a stream of small packets does not pin 64 KiB each; a
 * larger one leaves in its buffer, and a fresh one takes the place.
 */
public final class DatagramReader {
  /**
   * Datagrams per system call: enough to make its fixed cost small, at 1 MiB of address space (of
   * which only pages that datagrams have touched are memory).
   */
  public static final int BATCH = 16;

  /** Where {@link #take} puts the payload. */
  public static final int AT = Buffers.HEADROOM_BYTES;

  private static final int NOBODY = -1;
  private static final int ROOM_BYTES = Buffers.LARGE_BYTES - AT;

  private final Buffers buffers;
  private final @Nullable Buffer[] slots = new Buffer[BATCH];
  private final MemorySegment headers = Arena.ofAuto().allocate(BATCH * MessageHeader.BYTES, 8);
  private final MemorySegment pieces =
      Arena.ofAuto().allocate(BATCH * MessageHeader.IOVEC_BYTES, 8);
  private final MemorySegment controls = Arena.ofAuto().allocate(BATCH * ControlMessages.BYTES, 8);
  private final MemorySegment names = Arena.ofAuto().allocate(BATCH * SocketAddresses.BYTES, 8);
  private final ControlMessages control = new ControlMessages();
  private int controlOf = NOBODY;
  private int filled;
  private boolean more;

  /** Makes a reader; it takes its buffers when it first reads. */
  public DatagramReader(Buffers buffers) {
    this.buffers = buffers;
    for (int i = 0; i < BATCH; i++) {
      MessageHeader.putPieces(headers, header(i), pieces.address() + piece(i), 1);
    }
  }

  /**
   * Receives what is there. The datagrams before are forgotten.
   *
   * @return how many came, at most {@link #BATCH}. Or a negated errno: EAGAIN when there is none,
   *     ENOBUFS for want of buffers
   */
  public int receive(HostSocket socket) {
    controlOf = NOBODY;
    fill();
    if (filled == 0) {
      return -Errno.ENOBUFS;
    }
    for (int i = 0; i < filled; i++) {
      // The kernel has overwritten the sizes with what it needed.
      long name = names.address() + name(i);
      MessageHeader.putName(headers, header(i), name, SocketAddresses.BYTES);
      long control = controls.address() + control(i);
      MessageHeader.putControl(headers, header(i), control, ControlMessages.BYTES);
    }
    int received =
        MessageCalls.recvmmsg(
            socket.number(), headers.address(), filled, SocketOptions.MSG_DONTWAIT, 0);
    more = received == filled;
    return received < 0 ? -Errno.last() : received;
  }

  /** Tells whether the last call has left the socket with what there was no place for, perhaps. */
  public boolean mayHaveMore() {
    return more;
  }

  /** Returns the payload length of a datagram of the batch. */
  public int length(int index) {
    return MessageHeader.messageBytes(headers, header(index));
  }

  /**
   * Returns the size of each datagram but the last when the payload is several, else 0: of one
   * sender, in the order that they came, by a socket with UDP_GRO (udp(7)).
   */
  public int segmentBytes(int index) {
    int size = controlOf(index).segmentBytes();
    return size < length(index) ? size : 0;
  }

  /** Returns the first half of its sender's address. */
  public long fromHigh(int index) {
    return SocketAddresses.high(names, name(index));
  }

  /** Returns the second half. */
  public long fromLow(int index) {
    return SocketAddresses.low(names, name(index));
  }

  /** Returns its sender's port. */
  public int fromPort(int index) {
    return SocketAddresses.port(names, name(index));
  }

  /**
   * Tells whether it is known which address of the host a datagram was sent to: the socket was made
   * by {@link ServerSockets#datagrams}.
   */
  public boolean knowsTo(int index) {
    return packetInfoAt(index) != ControlMessages.NONE;
  }

  /** Returns the first half of the address that it was sent to, if that is known. */
  public long toHigh(int index) {
    return PacketInfo.high(controls, packetInfoAt(index));
  }

  /** Returns the second half. */
  public long toLow(int index) {
    return PacketInfo.low(controls, packetInfoAt(index));
  }

  /** Returns the index of the interface by which it came, if that is known. */
  public int toInterface(int index) {
    return PacketInfo.interfaceIndex(controls, packetInfoAt(index));
  }

  /**
   * Returns what the IP header of a datagram said, one hop further, until the next call; of a
   * socket that was not made to tell, the usual.
   */
  public IpMarks marks(int index) {
    return controlOf(index).marks();
  }

  /**
   * Returns the memory that holds a datagram of the batch, from {@link #AT} on, until the next
   * call.
   */
  public MemorySegment peek(int index) {
    return slot(index).memory();
  }

  /**
   * Hands out a datagram of the batch, at most once.
   *
   * @return a buffer that the caller holds, with the payload at {@link #AT}; null when the pools
   *     are empty
   */
  public @Nullable Buffer take(int index) {
    Buffer large = slot(index);
    int length = length(index);
    if (AT + length <= Buffers.SMALL_BYTES) {
      Buffer small = buffers.small().take();
      if (small != null) {
        MemorySegment.copy(large.memory(), AT, small.memory(), AT, length);
      }
      return small;
    }
    Buffer fresh = buffers.large().take();
    if (fresh == null) {
      return null;
    }
    place(index, fresh);
    return large;
  }

  /** Gives its buffers back until it reads again. The datagrams of the last call are gone. */
  public void rest() {
    while (filled > 0) {
      slot(--filled).release();
      slots[filled] = null;
    }
  }

  private long packetInfoAt(int index) {
    return controlOf(index).packetInfoAt();
  }

  private ControlMessages controlOf(int index) {
    if (index != controlOf) {
      controlOf = index;
      control.read(controls, control(index), MessageHeader.controlBytes(headers, header(index)));
    }
    return control;
  }

  private void fill() {
    while (filled < BATCH) {
      Buffer buffer = buffers.large().take();
      if (buffer == null) {
        return;
      }
      place(filled, buffer);
      filled++;
    }
  }

  private void place(int index, Buffer buffer) {
    slots[index] = buffer;
    MessageHeader.putPiece(pieces, piece(index), buffer.address() + AT, ROOM_BYTES);
  }

  private Buffer slot(int index) {
    Buffer buffer = slots[index];
    if (buffer == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return buffer;
  }

  private static long header(int index) {
    return (long) index * MessageHeader.BYTES;
  }

  private static long piece(int index) {
    return (long) index * MessageHeader.IOVEC_BYTES;
  }

  private static long control(int index) {
    return (long) index * ControlMessages.BYTES;
  }

  private static long name(int index) {
    return (long) index * SocketAddresses.BYTES;
  }
}
