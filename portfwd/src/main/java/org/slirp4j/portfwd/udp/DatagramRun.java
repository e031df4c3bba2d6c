package org.slirp4j.portfwd.udp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.BufferPool;

/**
 * Datagrams of one flow to one destination that came one after another, collected to leave in one
 * piece: equal in size, but for the last, which may be shorter, and in their marks.
 *
 * <p>They are copied, which costs less than to keep the block that each lies in: the next frame is
 * read into the same block again, which is in the processor's cache.
 */
final class DatagramRun {
  /** Most datagrams of a run: UDP_MAX_SEGMENTS of Linux before 6.9. */
  static final int MAX_DATAGRAMS = 64;

  /** Most bytes of a run: the longest payload of UDP over IPv4. */
  static final int MAX_BYTES = 65_507;

  /** Longest datagram that is collected: of longer ones, two would not be a run. */
  static final int MAX_DATAGRAM_BYTES = MAX_BYTES / 2;

  private final BufferPool pool;
  private final IpMarks marks = new IpMarks();
  private @Nullable Buffer buffer;
  private @Nullable UdpRelay relay; // whose the run is; null when it is empty
  private long toHigh;
  private long toLow;
  private int toPort;
  private int segmentBytes;
  private int length;
  private int count;

  /** Makes an empty run that takes a block of {@code pool} when it needs one. */
  DatagramRun(BufferPool pool) {
    this.pool = pool;
  }

  /**
   * Adds a datagram, behind those of its flow that are there. What cannot be together with it
   * leaves first.
   *
   * @return false when it cannot be collected, and nothing is: it has to go by itself
   */
  boolean add(
      UdpRelay from,
      Buffer source,
      int at,
      int bytes,
      long high,
      long low,
      int port,
      IpMarks header) {
    if (!isContinuedBy(from, bytes, high, low, port, header)) {
      flush();
      if (bytes == 0 || bytes > MAX_DATAGRAM_BYTES) {
        return false;
      }
      if (buffer == null) {
        buffer = pool.take();
      }
      relay = from;
      toHigh = high;
      toLow = low;
      toPort = port;
      segmentBytes = bytes;
      marks.set(header.hopLimit(), header.tos(), header.dontFragment());
    }
    Buffer into = buffer;
    if (into == null) {
      relay = null;
      return false;
    }
    MemorySegment.copy(source.memory(), at, into.memory(), length, bytes);
    length += bytes;
    count++;
    if (bytes < segmentBytes || count == MAX_DATAGRAMS || length + segmentBytes > MAX_BYTES) {
      flush();
    }
    return true;
  }

  private boolean isContinuedBy(
      UdpRelay from, int bytes, long high, long low, int port, IpMarks header) {
    return from == relay // one object for each flow
        && bytes <= segmentBytes
        && bytes > 0
        && port == toPort
        && low == toLow
        && high == toHigh
        && marks.hopLimit() == header.hopLimit()
        && marks.tos() == header.tos()
        && marks.dontFragment() == header.dontFragment();
  }

  /** Sends what was collected. */
  void flush() {
    UdpRelay of = relay;
    Buffer from = buffer;
    if (of == null || from == null) {
      return;
    }
    int bytes = length;
    int segment = count > 1 ? segmentBytes : 0;
    relay = null;
    length = 0;
    count = 0;
    of.relay(from, 0, bytes, segment, toHigh, toLow, toPort, marks);
    if (from.isShared()) {
      rest();
    }
  }

  /** Sends what was collected of a flow. */
  void flush(UdpRelay of) {
    if (of == relay) {
      flush();
    }
  }

  /** Gives its block back until it is needed again. */
  void rest() {
    flush();
    Buffer held = buffer;
    if (held != null) {
      buffer = null;
      held.release();
    }
  }
}
