package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.OutboundFrame;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.BufferPool;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.buffer.SpanQueue;
import org.slirp4j.tcpip.wire.Checksum;

/**
 * The bytes for the guest that are not acknowledged yet, sent or unsent. The relay's system calls
 * write into it, the device's read from it: nothing is copied in between.
 *
 * <pre>
 *   queue: | piece | piece | piece |   tail: | …piece | reserved | free |
 * </pre>
 */
final class SendBuffer {
  /** Least room worth a system call when little is expected. */
  private static final int LITTLE_BYTES = 1024;

  /** Least room worth a system call in the middle of a bulk transfer. */
  private static final int MUCH_BYTES = 16_384;

  /**
   * Large buffers that are left to the device: frames are read into them, and with none no
   * acknowledgment would ever come to make the others free.
   */
  static final int FRAME_BUFFERS = 2;

  /**
   * Of what is to be had of either pool, one part in so many is left to what is no stream for the
   * guest: datagrams, fragments, control frames. However many guests do not read, these go on.
   */
  private static final int OTHERS_SHARES = 16;

  private final Buffers pools;
  private final SpanQueue queue = new SpanQueue();
  private @Nullable Buffer tail;
  private int tailEnd;
  private int reserved;
  private boolean expectMuch;

  SendBuffer(Buffers pools) {
    this.pools = pools;
  }

  int bytes() {
    return queue.bytes();
  }

  /**
   * Makes room behind the last byte, at most {@code maxBytes}.
   *
   * @return its native address, or 0 when the pool is empty
   */
  long reserve(int maxBytes) {
    Buffer room = tail;
    if (room != null && room.capacity() - tailEnd < (expectMuch ? MUCH_BYTES : LITTLE_BYTES)) {
      room.release();
      room = null;
    }
    if (room == null) {
      room = takeBuffer(expectMuch && maxBytes > Buffers.SMALL_BYTES);
      tailEnd = 0;
      tail = room;
    }
    if (room == null) {
      reserved = 0;
      return 0;
    }
    reserved = Math.min(maxBytes, room.capacity() - tailEnd);
    return room.address() + tailEnd;
  }

  // A pool that has run dry does not stop the stream while there is the other.
  private @Nullable Buffer takeBuffer(boolean large) {
    Buffer first = large ? takeLarge() : takeSmall();
    return first != null ? first : large ? takeSmall() : takeLarge();
  }

  private @Nullable Buffer takeLarge() {
    return take(pools.large(), FRAME_BUFFERS);
  }

  private @Nullable Buffer takeSmall() {
    return take(pools.small(), 0);
  }

  private static @Nullable Buffer take(BufferPool pool, int least) {
    return left(pool, least) > 0 ? pool.take() : null;
  }

  private static int left(BufferPool pool, int least) {
    int available = pool.available();
    int obtainable = pool.inUse() + available;
    return available - Math.max(least, obtainable / OTHERS_SHARES);
  }

  /** Returns how many large buffers there still are for text. */
  static int largeLeft(Buffers pools) {
    return Math.max(0, left(pools.large(), FRAME_BUFFERS));
  }

  int reserved() {
    return reserved;
  }

  /** Takes the first {@code length} reserved bytes into the queue; 0 gives the room back. */
  void commit(int length) {
    if (length < 0 || length > reserved) {
      throw new IllegalStateException("commit of " + length + " bytes, reserved " + reserved);
    }
    Buffer room = tail;
    if (room != null && length > 0) {
      // A read that fills what it was given is followed by more; one that does not wants less
      // memory.
      expectMuch = length == reserved || length > Buffers.SMALL_BYTES;
      room.retain();
      queue.append(room, tailEnd, tailEnd + length);
      tailEnd += length;
    }
    reserved = 0;
    releaseIdleTail();
  }

  /** Forgets {@code length} acknowledged bytes in front. */
  void drop(int length) {
    queue.drop(length);
    if (reserved == 0) {
      releaseIdleTail();
    }
  }

  /**
   * Returns how many of bytes [offset, offset + length) lie in as many pieces as a frame can have.
   */
  int fitting(int offset, int length) {
    int fitting = 0;
    for (int pieces = 0; fitting < length && pieces < OutboundFrame.MAX_PIECES; pieces++) {
      queue.seek(offset + fitting);
      fitting += queue.foundLength(offset + fitting);
    }
    return Math.min(fitting, length);
  }

  /** Adds bytes [offset, offset + length), which are {@link #fitting}, to a frame. */
  void addTo(OutboundFrame frame, int offset, int length) {
    int added = 0;
    while (added < length) {
      int at = offset + added;
      queue.seek(at);
      int piece = Math.min(queue.foundLength(at), length - added);
      boolean placed = frame.addPiece(queue.foundAddress(at), piece);
      assert placed;
      added += piece;
    }
  }

  /**
   * Returns the checksum's sum over bytes [offset, offset + length), which begin at an even place
   * of the segment.
   */
  long checksum(int offset, int length) {
    long sum = 0;
    int done = 0;
    while (done < length) {
      int at = offset + done;
      queue.seek(at);
      int piece = Math.min(queue.foundLength(at), length - done);
      long part = Checksum.sum(queue.foundMemory(), queue.foundStart(at), piece, 0);
      sum += (done & 1) == 0 ? part : Checksum.atOddOffset(part);
      done += piece;
    }
    return sum;
  }

  /** Lets go of all memory, reserved room included. */
  void clear() {
    queue.clear();
    reserved = 0;
    releaseIdleTail();
  }

  private void releaseIdleTail() {
    if (tail != null && queue.isEmpty()) {
      tail.release();
      tail = null;
    }
  }
}
