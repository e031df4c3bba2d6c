package org.slirp4j.tcpip.link;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.FrameSink;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.wire.UdpDatagram;

/**
 * A bounded first-in-first-out queue of whole frames, each in a buffer of its own.
 *
 * <p>Where the device cuts UDP, datagrams that follow each other and have the very same headers
 * leave as one frame: one system call and one way through the container's kernel for all of them.
 */
public final class FrameQueue {
  private final int maxFrames;
  private final Counters counters;
  private final @Nullable Buffer[] buffers;
  private final int[] starts;
  private final int[] lengths;
  private final int[] checksumStarts;
  private final int[] checksumOffsets;
  private final int[] datagramHeaders; // length of all headers of a UDP frame, else 0
  private final int[] segments; // size of each datagram when the frame is several, else 0
  private int head;
  private int count;

  /** Makes an empty queue for {@code maxFrames}. */
  public FrameQueue(int maxFrames, Counters counters) {
    this.maxFrames = maxFrames;
    this.counters = counters;
    buffers = new Buffer[maxFrames];
    starts = new int[maxFrames];
    lengths = new int[maxFrames];
    checksumStarts = new int[maxFrames];
    checksumOffsets = new int[maxFrames];
    datagramHeaders = new int[maxFrames];
    segments = new int[maxFrames];
  }

  /** Returns how many more frames can be added. */
  public int room() {
    return maxFrames - count;
  }

  /** Tells whether no frame waits. */
  public boolean isEmpty() {
    return count == 0;
  }

  /**
   * Adds a frame and takes over the caller's reference to its buffer; drops the frame when the
   * queue is full.
   *
   * @param start offset of the Ethernet header in {@code buffer}
   * @param length of the frame
   * @param checksumStart where in the frame the device's checksum begins
   * @param checksumOffset offset of the checksum field from there, 0 when the frame is finished
   */
  public void add(Buffer buffer, int start, int length, int checksumStart, int checksumOffset) {
    add(buffer, start, length, checksumStart, checksumOffset, 0, 0);
  }

  /**
   * Adds a UDP frame for a device that completes its checksum and cuts it, otherwise as {@link
   * #add(Buffer, int, int, int, int)}.
   *
   * @param headers length of all headers, that of UDP among them
   * @param segmentBytes size of each datagram but the last when the payload is several, else 0
   */
  public void addDatagrams(Buffer buffer, int start, int length, int headers, int segmentBytes) {
    int udpAt = headers - UdpDatagram.HEADER_BYTES;
    add(buffer, start, length, udpAt, UdpDatagram.CHECKSUM_OFFSET, headers, segmentBytes);
  }

  private void add(
      Buffer buffer,
      int start,
      int length,
      int checksumStart,
      int checksumOffset,
      int headers,
      int segmentBytes) {
    if (count == maxFrames) {
      counters.drop(DropReason.QUEUE_FULL);
      buffer.release();
      return;
    }
    int tail = at(count);
    buffers[tail] = buffer;
    starts[tail] = start;
    lengths[tail] = length;
    checksumStarts[tail] = checksumStart;
    checksumOffsets[tail] = checksumOffset;
    datagramHeaders[tail] = headers;
    segments[tail] = segmentBytes;
    count++;
  }

  /**
   * Hands frames to {@code sink}, first one first.
   *
   * @param scratch is filled anew for each frame
   * @return false when the sink refused one, which stays the first
   */
  public boolean emit(FrameSink sink, OutboundFrame scratch) {
    while (count > 0) {
      int frames = put(scratch);
      if (!sink.accept(scratch)) {
        return false;
      }
      for (; frames > 0; frames--) {
        Buffer buffer = Objects.requireNonNull(buffers[head]);
        buffers[head] = null;
        head = at(1);
        count--;
        buffer.release();
      }
    }
    return true;
  }

  // Fills in the next frame; returns how many of the queue it is made of.
  private int put(OutboundFrame frame) {
    frame.clear();
    int headers = datagramHeaders[head];
    int frames = headers == 0 ? 1 : alike();
    Buffer first = Objects.requireNonNull(buffers[head]);
    if (frames == 1 && segments[head] == 0) {
      frame.addPiece(first.address() + starts[head], lengths[head]);
      frame.partialChecksum(checksumStarts[head], checksumOffsets[head]);
      return 1;
    }
    for (int i = 0; i < frames; i++) {
      int each = at(i);
      Buffer buffer = Objects.requireNonNull(buffers[each]);
      frame.addPiece(buffer.address() + starts[each] + headers, lengths[each] - headers);
    }
    int segmentBytes = segments[head] == 0 ? lengths[head] - headers : segments[head];
    SuperDatagram.putHeaders(frame, first.memory(), starts[head], headers, segmentBytes);
    return frames;
  }

  // Counts the first one and those behind it that differ from it in their payload only.
  private int alike() {
    int headers = datagramHeaders[head];
    int length = lengths[head];
    if (segments[head] != 0 || length == headers) {
      return 1;
    }
    int most =
        Math.min(OutboundFrame.MAX_PIECES, SuperDatagram.MAX_PAYLOAD_BYTES / (length - headers));
    int frames = 1;
    while (frames < Math.min(most, count) && isLikeFirst(at(frames))) {
      frames++;
    }
    return frames;
  }

  private boolean isLikeFirst(int other) {
    int headers = datagramHeaders[head];
    if (datagramHeaders[other] != headers
        || segments[other] != 0
        || lengths[other] != lengths[head]) {
      return false;
    }
    MemorySegment own = Objects.requireNonNull(buffers[head]).memory();
    MemorySegment its = Objects.requireNonNull(buffers[other]).memory();
    int at = starts[head];
    int from = starts[other];
    return MemorySegment.mismatch(own, at, at + headers, its, from, from + headers) < 0;
  }

  private int at(int index) {
    int place = head + index;
    return place < maxFrames ? place : place - maxFrames;
  }
}
