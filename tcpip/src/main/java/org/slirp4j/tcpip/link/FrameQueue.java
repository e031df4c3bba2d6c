package org.slirp4j.tcpip.link;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.FrameSink;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.buffer.Buffer;

/** A bounded first-in-first-out queue of whole frames, each in a buffer of its own. */
public final class FrameQueue {
  private final int maxFrames;
  private final Counters counters;
  private final @Nullable Buffer[] buffers;
  private final int[] starts;
  private final int[] lengths;
  private final int[] checksumStarts;
  private final int[] checksumOffsets;
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
    if (count == maxFrames) {
      counters.drop(DropReason.QUEUE_FULL);
      buffer.release();
      return;
    }
    int tail = head + count < maxFrames ? head + count : head + count - maxFrames;
    buffers[tail] = buffer;
    starts[tail] = start;
    lengths[tail] = length;
    checksumStarts[tail] = checksumStart;
    checksumOffsets[tail] = checksumOffset;
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
      Buffer buffer = Objects.requireNonNull(buffers[head]);
      scratch.clear();
      scratch.addPiece(buffer.address() + starts[head], lengths[head]);
      scratch.partialChecksum(checksumStarts[head], checksumOffsets[head]);
      if (!sink.accept(scratch)) {
        return false;
      }
      buffers[head] = null;
      head = head + 1 < maxFrames ? head + 1 : 0;
      count--;
      buffer.release();
    }
    return true;
  }
}
