package org.slirp4j.runtime.capture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;
import org.slirp4j.runtime.engine.FrameObserver;
import org.slirp4j.tcpip.OutboundFrame;

/**
 * Copies of frames on their way from a loop to one reader on another thread, in a ring of fixed
 * size. Neither side ever waits for the other: without room, a frame is lost and counted. Who
 * writes takes a lock, because frames of neighbours come on their loops; the reader takes none.
 *
 * <pre>
 *   0        4         8              16          20              24            32
 *   +--------+---------+--------------+-----------+---------------+-------------+---------
 *   | record | to the  | time, ns     | frame     | checksum:     | frames lost | frame …
 *   | length | guest?  | since 1970   | length    | start, offset | before this |
 *   +--------+---------+--------------+-----------+---------------+-------------+---------
 * </pre>
 *
 * A record never lies across the ring's end: a length of {@link #SKIP} leads to its begin.
 */
final class FrameRing implements FrameObserver, AutoCloseable {
  /** Takes frames out. */
  interface Reader {
    /**
     * Takes a frame; its memory is the ring's again after the call.
     *
     * @param lost how many frames are missing before it
     */
    void onFrame(
        boolean toContainer,
        long epochNanos,
        MemorySegment memory,
        long at,
        int length,
        int checksumStart,
        int checksumOffset,
        long lost);
  }

  private static final int HEADER_BYTES = 32;
  private static final int ALIGNMENT = 8;
  private static final int SKIP = -1;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final long capacity;

  /** What is to be added to {@link System#nanoTime} to get the time since 1970. */
  private final long epochOffsetNanos;

  // Positions only grow; where they are in the ring is their remainder by its size.
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  // The writers' own, guarded by this.
  private long at;
  private long free;
  private long lostSince;
  private boolean closed;

  /** Makes an empty ring of {@code capacityBytes}, a power of two. */
  FrameRing(int capacityBytes) {
    capacity = capacityBytes;
    free = capacity;
    memory = arena.allocate(capacity, 64);
    epochOffsetNanos = System.currentTimeMillis() * NANOS_PER_MILLI - System.nanoTime();
  }

  // ---- the loop's side

  @Override
  public void onFromContainer(
      MemorySegment frame, long frameAt, int length, int checksumStart, int checksumOffset) {
    copy(false, frame, frameAt, length, checksumStart, checksumOffset);
  }

  @Override
  public void onFromNeighbour(
      MemorySegment frame, long frameAt, int length, int checksumStart, int checksumOffset) {
    copy(true, frame, frameAt, length, checksumStart, checksumOffset);
  }

  private synchronized void copy(
      boolean toContainer,
      MemorySegment frame,
      long frameAt,
      int length,
      int checksumStart,
      int checksumOffset) {
    long place = begin(toContainer, length, checksumStart, checksumOffset);
    if (place >= 0) {
      MemorySegment.copy(frame, frameAt, memory, place, length);
      end(length);
    }
  }

  @Override
  @SuppressWarnings("restricted") // the piece's owner says where it lies and how long it is
  public synchronized void onToContainer(OutboundFrame frame) {
    int length = frame.length();
    long place = begin(true, length, frame.checksumStart(), frame.checksumOffset());
    if (place < 0) {
      return;
    }
    MemorySegment.copy(
        frame.headers(), OutboundFrame.HEADROOM_BYTES, memory, place, frame.headerLength());
    place += frame.headerLength();
    for (int i = 0; i < frame.pieceCount(); i++) {
      int bytes = frame.pieceLength(i);
      MemorySegment piece = MemorySegment.ofAddress(frame.pieceAddress(i)).reinterpret(bytes);
      MemorySegment.copy(piece, 0, memory, place, bytes);
      place += bytes;
    }
    end(length);
  }

  /** Writes a record's header; returns where its frame goes, or −1 when there is no room. */
  private long begin(boolean toContainer, int length, int checksumStart, int checksumOffset) {
    if (closed) {
      return -1;
    }
    int record = recordBytes(length);
    long index = at & (capacity - 1);
    long skip = index + record > capacity ? capacity - index : 0;
    if (free < skip + record) {
      free = capacity - (at - taken.getAcquire());
      if (free < skip + record) {
        lostSince++;
        lost.setOpaque(lost.getPlain() + 1);
        return -1;
      }
    }
    if (skip > 0) {
      memory.set(INT, index, SKIP);
      at += skip;
      free -= skip;
      index = 0;
    }
    memory.set(INT, index, record);
    memory.set(INT, index + 4, toContainer ? 1 : 0);
    memory.set(LONG, index + 8, System.nanoTime() + epochOffsetNanos);
    memory.set(INT, index + 16, length);
    memory.set(INT, index + 20, checksumStart << 16 | checksumOffset);
    memory.set(LONG, index + 24, lostSince);
    lostSince = 0;
    return index + HEADER_BYTES;
  }

  private void end(int length) {
    int record = recordBytes(length);
    at += record;
    free -= record;
    written.setRelease(at);
  }

  private static int recordBytes(int length) {
    return (HEADER_BYTES + length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  // ---- the reader's side

  /** Takes frames out until there is none or {@code bytes} have been taken; returns how many. */
  int read(int bytes, Reader reader) {
    long from = taken.getPlain();
    long to = written.getAcquire();
    long enough = from + bytes;
    int frames = 0;
    while (from < to && from < enough) {
      long index = from & (capacity - 1);
      int record = memory.get(INT, index);
      if (record == SKIP) {
        from += capacity - index;
        continue;
      }
      int checksum = memory.get(INT, index + 20);
      reader.onFrame(
          memory.get(INT, index + 4) != 0,
          memory.get(LONG, index + 8),
          memory,
          index + HEADER_BYTES,
          memory.get(INT, index + 16),
          checksum >>> 16,
          checksum & 0xffff,
          memory.get(LONG, index + 24));
      from += record;
      frames++;
    }
    taken.setRelease(from);
    return frames;
  }

  /** Returns how many frames were lost so far. */
  long lost() {
    return lost.getOpaque();
  }

  /**
   * Lets go of the memory, by the reader. A loop that has not heard yet that nobody looks any more
   * writes nothing from now on.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    arena.close();
  }
}
