package org.slirp4j.tcpip.buffer;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A byte queue made of pieces of buffers: bytes are added behind, dropped in front, and read in
 * place in between. It holds one reference to the buffer of each piece.
 */
public final class SpanQueue {
  private static final int FIRST_SPANS = 4;

  private static final @Nullable Buffer[] NO_BUFFERS = {};
  private static final int[] NONE = {};

  // Made with the first piece: most connections never have one to keep for the far end.
  private @Nullable Buffer[] buffers = NO_BUFFERS;
  private int[] starts = NONE;
  private int[] ends = NONE;
  private int head;
  private int count;
  private int bytes;
  private long memoryBytes;

  // The last buffer, when it was taken by store(): its rest may be filled.
  private @Nullable Buffer fillable;

  // Where seek() was last: the span, counted from the head, and the offset of its first byte.
  private int cursorSpan;
  private int cursorOffset;

  /** Returns how many bytes are queued. */
  public int bytes() {
    return bytes;
  }

  /** Tells whether nothing is queued. */
  public boolean isEmpty() {
    return bytes == 0;
  }

  /** Returns how many pieces there are. */
  public int spans() {
    return count;
  }

  /**
   * Returns the size of the buffers that the queue keeps from their pools, in bytes; one that it
   * keeps for two pieces counts twice.
   */
  public long memoryBytes() {
    return memoryBytes;
  }

  /** Adds bytes [start, end) of a buffer and takes over the caller's reference to it. */
  public void append(Buffer buffer, int start, int end) {
    bytes += end - start;
    fillable = null;
    if (count > 0) {
      int last = index(count - 1);
      if (buffers[last] == buffer && ends[last] == start) {
        ends[last] = end;
        buffer.release();
        return;
      }
    }
    if (count == buffers.length) {
      grow();
    }
    set(index(count++), buffer, start, end);
  }

  /**
   * Keeps bytes of somebody else's buffer: the buffer itself when they are most of it, else a copy.
   *
   * <p>The last buffer of a pool is not kept: it is what frames are read into, and acknowledgments
   * among them make the others free.
   *
   * @return how many were kept; fewer than {@code length} when the pools are empty
   */
  public int store(Buffers pools, Buffer source, int at, int length) {
    if (length >= source.capacity() / 2) {
      if (!source.isReplaceable()) {
        return 0;
      }
      source.retain();
      append(source, at, at + length);
      return length;
    }
    int stored = fillTail(source, at, length);
    while (stored < length) {
      int rest = length - stored;
      Buffer copy = (rest <= Buffers.SMALL_BYTES ? pools.small() : pools.large()).take();
      if (copy == null) {
        break;
      }
      int piece = Math.min(rest, copy.capacity());
      MemorySegment.copy(source.memory(), at + stored, copy.memory(), 0, piece);
      append(copy, 0, piece);
      fillable = copy;
      stored += piece;
    }
    return stored;
  }

  /** Drops {@code length} bytes in front. */
  public void drop(int length) {
    assert length <= bytes;
    int left = length;
    while (left > 0) {
      int span = length(head);
      if (span > left) {
        starts[head] += left;
        break;
      }
      left -= span;
      removeHead();
    }
    bytes -= length;
    cursorOffset -= length;
    if (cursorSpan < 0 || cursorOffset < 0) {
      cursorSpan = 0;
      cursorOffset = 0;
    }
  }

  /** Returns the buffer of the piece in front; the queue is not empty. */
  public Buffer headBuffer() {
    return at(head);
  }

  /** Returns the offset of the first byte in {@link #headBuffer}. */
  public int headStart() {
    return starts[head];
  }

  /** Returns how many bytes the piece in front has. */
  public int headLength() {
    return length(head);
  }

  /**
   * Finds the piece that holds byte {@code offset} of the queue, for {@link #foundAddress} and
   * {@link #foundLength}. It walks there from where it was last, or from the head if that is
   * nearer.
   */
  public void seek(int offset) {
    assert offset >= 0 && offset < bytes;
    if (offset < cursorOffset / 2) {
      cursorSpan = 0;
      cursorOffset = 0;
    }
    while (offset < cursorOffset) {
      cursorOffset -= length(index(--cursorSpan));
    }
    for (int span = length(index(cursorSpan));
        offset - cursorOffset >= span;
        span = length(index(cursorSpan))) {
      cursorOffset += span;
      cursorSpan++;
    }
  }

  /** Returns the native address of byte {@code offset}, which was sought. */
  public long foundAddress(int offset) {
    int at = index(cursorSpan);
    return at(at).address() + starts[at] + (offset - cursorOffset);
  }

  /** Returns the memory that holds byte {@code offset}, which was sought. */
  public MemorySegment foundMemory() {
    return at(index(cursorSpan)).memory();
  }

  /** Returns where in {@link #foundMemory} byte {@code offset} is, which was sought. */
  public int foundStart(int offset) {
    return starts[index(cursorSpan)] + (offset - cursorOffset);
  }

  /** Returns how many bytes follow in one piece from byte {@code offset}, which was sought. */
  public int foundLength(int offset) {
    return length(index(cursorSpan)) - (offset - cursorOffset);
  }

  /** Moves all of {@code other} behind this queue's bytes. */
  public void appendAll(SpanQueue other) {
    for (int i = 0; i < other.count; i++) {
      int at = other.index(i);
      append(other.at(at), other.starts[at], other.ends[at]);
      other.buffers[at] = null;
    }
    fillable = other.fillable;
    other.forget();
  }

  /** Moves all of {@code other} before this queue's bytes. */
  public void prependAll(SpanQueue other) {
    for (int i = other.count - 1; i >= 0; i--) {
      if (count == buffers.length) {
        grow();
      }
      int from = other.index(i);
      head = index(-1);
      count++;
      set(head, other.at(from), other.starts[from], other.ends[from]);
      other.buffers[from] = null;
    }
    bytes += other.bytes;
    cursorSpan = 0;
    cursorOffset = 0;
    other.forget();
  }

  /** Drops everything. */
  public void clear() {
    while (count > 0) {
      removeHead();
    }
    forget();
  }

  private void forget() {
    head = 0;
    count = 0;
    bytes = 0;
    memoryBytes = 0;
    cursorSpan = 0;
    cursorOffset = 0;
    fillable = null;
  }

  private void set(int at, Buffer buffer, int start, int end) {
    buffers[at] = buffer;
    starts[at] = start;
    ends[at] = end;
    memoryBytes += buffer.capacity();
  }

  private int fillTail(Buffer source, int at, int length) {
    Buffer tail = fillable;
    if (tail == null || count == 0) {
      return 0;
    }
    int last = index(count - 1);
    int piece = Math.min(length, tail.capacity() - ends[last]);
    MemorySegment.copy(source.memory(), at, tail.memory(), ends[last], piece);
    ends[last] += piece;
    bytes += piece;
    return piece;
  }

  private void removeHead() {
    Buffer gone = at(head);
    if (gone == fillable) {
      fillable = null;
    }
    buffers[head] = null;
    memoryBytes -= gone.capacity();
    head = index(1);
    count--;
    cursorSpan--;
    gone.release();
  }

  private int index(int span) {
    return (head + span) & (buffers.length - 1);
  }

  private int length(int index) {
    return ends[index] - starts[index];
  }

  private Buffer at(int index) {
    Buffer buffer = buffers[index];
    assert buffer != null;
    return buffer;
  }

  private void grow() {
    int size = Math.max(FIRST_SPANS, buffers.length * 2);
    @Nullable Buffer[] moreBuffers = new Buffer[size];
    int[] moreStarts = new int[size];
    int[] moreEnds = new int[size];
    for (int i = 0; i < count; i++) {
      int from = index(i);
      moreBuffers[i] = buffers[from];
      moreStarts[i] = starts[from];
      moreEnds[i] = ends[from];
    }
    buffers = moreBuffers;
    starts = moreStarts;
    ends = moreEnds;
    head = 0;
  }

  @Override
  public String toString() {
    return bytes + " bytes in " + count + " spans " + Arrays.toString(ends);
  }
}
