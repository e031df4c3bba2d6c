package org.slirp4j.runtime.bench.path;

import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.libc.NativeBlock;

/**
 * One direction of a cable: frames come out in their order, each a fixed time after the last of its
 * bytes has gone in at the line's rate.
 *
 * <p>Frames lie in one native ring, each in one piece. The time is the caller's.
 */
final class DelayLine implements AutoCloseable {
  /** Frames on their way at most: some 500 MB of packets of 1,500 bytes, or acknowledgements. */
  static final int MAX_FRAMES = 1 << 16;

  /** A queue holds that at least: a super-segment must fit in, whatever the rate. */
  static final int LEAST_QUEUE_BYTES = 1 << 18;

  private static final int FRAME_BYTES = TapDevice.MAX_READ_BYTES;

  private final NativeBlock ring;
  private final int ringBytes;
  private final double bytesPerNano;
  private final long delayNanos;
  private final long queueNanos;
  private final int[] offsets = new int[MAX_FRAMES];
  private final int[] lengths = new int[MAX_FRAMES];
  private final long[] dues = new long[MAX_FRAMES];
  private int first;
  private int count;
  private int next;
  private long busyUntil;
  private long dropped;

  /**
   * Makes an empty one.
   *
   * @param delayNanos from a frame's end on the line until it comes out
   * @param bytesPerNano the rate
   * @param queueBytes what may wait for the line; more is dropped
   */
  DelayLine(long delayNanos, double bytesPerNano, int queueBytes) {
    int queue = Math.max(queueBytes, LEAST_QUEUE_BYTES);
    this.delayNanos = delayNanos;
    this.bytesPerNano = bytesPerNano;
    this.queueNanos = (long) (queue / bytesPerNano);
    // What is in flight, what waits, and at either end a frame's length that cannot be used.
    this.ringBytes = (int) (delayNanos * bytesPerNano) + queue + 3 * FRAME_BYTES;
    this.ring = new NativeBlock(ringBytes + FRAME_BYTES);
  }

  /** Returns where the next frame may be put, with room for {@link TapDevice#MAX_READ_BYTES}. */
  long freeAddress() {
    return ring.address() + (hasRoom() ? next : ringBytes);
  }

  /** Takes the frame at {@link #freeAddress}, unless there is no place for it any more. */
  void put(int length, long nowNanos) {
    long begins = count == 0 || nowNanos - busyUntil > 0 ? nowNanos : busyUntil;
    long ends = begins + (long) (length / bytesPerNano);
    if (!hasRoom() || ends - nowNanos > queueNanos) {
      dropped++;
      return;
    }
    busyUntil = ends;
    int slot = (first + count++) % MAX_FRAMES;
    offsets[slot] = next;
    lengths[slot] = length;
    dues[slot] = ends + delayNanos;
    next += length;
    if (ringBytes - next < FRAME_BYTES) {
      next = 0;
    }
  }

  private boolean hasRoom() {
    if (count == 0) {
      return true;
    }
    int oldest = offsets[first];
    return count < MAX_FRAMES && (next > oldest || oldest - next > FRAME_BYTES);
  }

  /** Returns whether nothing is on its way. */
  boolean isEmpty() {
    return count == 0;
  }

  /** Returns when the first frame comes out, if there is one. */
  long dueNanos() {
    return dues[first];
  }

  /** Returns the first frame's address. */
  long address() {
    return ring.address() + offsets[first];
  }

  /** Returns the first frame's length in bytes. */
  int length() {
    return lengths[first];
  }

  /** Lets the first frame go. */
  void pop() {
    first = (first + 1) % MAX_FRAMES;
    count--;
  }

  /** Returns how many frames found the queue full. */
  long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    ring.close();
  }
}
