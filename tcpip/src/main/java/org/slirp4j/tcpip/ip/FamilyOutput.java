package org.slirp4j.tcpip.ip;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.BufferPool;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.link.FrameQueue;
import org.slirp4j.tcpip.link.PacketHeader;
import org.slirp4j.tcpip.wire.EthernetFrame;

/** The sending half of one family: headers in front, and fragments of what is too long. */
abstract class FamilyOutput {
  /** What offsets of fragments are multiples of, in either family. */
  static final int FRAGMENT_UNIT_BYTES = 8;

  final long mac;
  final PacketIds ids;

  private final int mtu;
  private final int headersBytes;
  private final int fragmentHeadersBytes;
  private final BufferPool fragmentPool;
  private final FrameQueue queue;
  private final Counters counters;

  /**
   * Makes the sending half of a family.
   *
   * @param ids numbers packets that are fragmented
   * @param headerBytes length of an IP header
   * @param fragmentHeaderBytes length of all IP headers of a fragment
   */
  FamilyOutput(
      StackConfig config,
      PacketIds ids,
      int headerBytes,
      int fragmentHeaderBytes,
      Buffers buffers,
      FrameQueue queue,
      Counters counters) {
    this.mac = config.mac();
    this.mtu = config.mtu();
    this.ids = ids;
    this.queue = queue;
    this.counters = counters;
    headersBytes = EthernetFrame.HEADER_BYTES + headerBytes;
    fragmentHeadersBytes = EthernetFrame.HEADER_BYTES + fragmentHeaderBytes;
    boolean small = EthernetFrame.HEADER_BYTES + mtu <= Buffers.SMALL_BYTES;
    fragmentPool = small ? buffers.small() : buffers.large();
  }

  /** Writes Ethernet and IP header of a whole packet at {@code at}. */
  abstract void write(
      MemorySegment memory,
      long at,
      long linkDestination,
      PacketHeader header,
      int transportLength);

  /**
   * Writes Ethernet and IP headers of a fragment at the beginning of {@code memory}.
   *
   * @param length of the fragment's payload in bytes
   * @param offset where in the packet's payload that belongs, in bytes
   * @param more whether others follow behind it
   * @param id the packet's number
   */
  abstract void writeFragment(
      MemorySegment memory,
      long linkDestination,
      PacketHeader header,
      int length,
      int offset,
      boolean more,
      int id);

  /** Returns the length of what stands in front of a transport header. */
  final int headersBytes() {
    return headersBytes;
  }

  /** Tells whether a packet has to go out in fragments. */
  final boolean isTooLong(int transportLength) {
    return headersBytes - EthernetFrame.HEADER_BYTES + transportLength > mtu;
  }

  /**
   * Queues the fragments of a packet whose transport checksum is complete (RFC 791, 2.3; RFC 8200,
   * 4.5).
   */
  final void sendFragments(
      Buffer buffer, int at, int length, long linkDestination, PacketHeader header) {
    int room = mtu - (fragmentHeadersBytes - EthernetFrame.HEADER_BYTES);
    int step = room & -FRAGMENT_UNIT_BYTES;
    int fragments = (length + step - 1) / step;
    // All or nothing: a packet with a hole is only work for the container.
    if (queue.room() < fragments) {
      counters.drop(DropReason.QUEUE_FULL);
      return;
    }
    if (fragmentPool.available() < fragments) {
      counters.drop(DropReason.NO_MEMORY);
      return;
    }
    int id = ids.next();
    for (int offset = 0; offset < length; offset += step) {
      Buffer fragment = fragmentPool.take();
      if (fragment == null) {
        return;
      }
      int piece = Math.min(step, length - offset);
      MemorySegment memory = fragment.memory();
      writeFragment(memory, linkDestination, header, piece, offset, offset + piece < length, id);
      MemorySegment.copy(buffer.memory(), at + offset, memory, fragmentHeadersBytes, piece);
      queue.add(fragment, 0, fragmentHeadersBytes + piece, 0, 0);
    }
  }
}
