package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.SpanQueue;

/**
 * The guest's stream: text in order goes to the handler, what the handler leaves is queued, what
 * came too early waits; and the window and acknowledgments that tell the guest so.
 *
 * <p>A byte is acknowledged when the stack has it, not when the far end has (the proxy splits the
 * connection).
 */
final class Receiver {
  /** Segments that may arrive before they are acknowledged (RFC 9293, SHLD-19). */
  private static final int ACK_EVERY_SEGMENTS = 2;

  private static final int MAX_WINDOW_FIELD = 0xffff;

  /** Most memory that may be kept for each byte of the window that arrives too early. */
  private static final int MEMORY_FACTOR = 2;

  private final TcpConnection connection;
  private final int limitBytes;
  private final SpanQueue queue = new SpanQueue();
  private @Nullable OutOfOrderQueue outOfOrder;

  int irs; // IRS
  int rcvNxt; // RCV.NXT
  private int windowEdge; // RCV.NXT + RCV.WND, as last advertised
  private int windowShift; // Rcv.Wind.Shift

  private boolean blocked;
  private boolean finKnown;
  private int finAt;
  private boolean finArrived;
  private boolean endDelivered;

  private int segmentsSinceAck;
  private boolean ackDue;

  // RFC 7323, 4.3
  int tsRecent;
  private long tsRecentNanos;
  private int lastAckSent; // Last.ACK.sent

  Receiver(TcpConnection connection, int limitBytes) {
    this.connection = connection;
    this.limitBytes = limitBytes;
  }

  /** Begins with the guest's SYN. */
  void begin(int irs) {
    this.irs = irs;
    rcvNxt = irs + 1;
    windowEdge = rcvNxt;
    lastAckSent = rcvNxt;
  }

  /** Returns the shift that lets the window field hold the whole limit. */
  int offeredShift() {
    int shift = 0;
    while (limitBytes >> shift > MAX_WINDOW_FIELD && shift < TcpOptions.MAX_WINDOW_SHIFT) {
      shift++;
    }
    return shift;
  }

  void useWindowShift(int shift) {
    windowShift = shift;
  }

  /** Returns RCV.WND. */
  int window() {
    return windowEdge - rcvNxt;
  }

  /** Takes the text of an acceptable segment, trimmed to the window. */
  void onText(Segment segment) {
    if (segment.sequence == rcvNxt) {
      boolean gap = outOfOrder != null;
      rcvNxt += take(segment.buffer(), segment.textAt, segment.textLength);
      if (connection.isOver()) {
        return;
      }
      if (gap) {
        fillFromOutOfOrder();
        ackDue = true; // RFC 5681, 4.2: a segment that fills a gap
      }
      segmentsSinceAck +=
          segment.textLength > segment.segmentBytes && segment.segmentBytes > 0 ? 2 : 1;
    } else {
      keepOutOfOrder(segment);
      ackDue = true; // RFC 5681, 4.2: an out-of-order segment
    }
  }

  private int take(Buffer buffer, int at, int length) {
    int taken = 0;
    if (!blocked && queue.isEmpty()) {
      taken = connection.handler().onData(buffer, at, length);
      blocked = taken < length;
    }
    if (taken < length && !connection.isOver()) {
      int stored = queue.store(connection.layer.buffers, buffer, at + taken, length - taken);
      taken += stored;
      if (taken < length) {
        connection.layer.counters.drop(DropReason.NO_MEMORY);
      }
    }
    return taken;
  }

  private void keepOutOfOrder(Segment segment) {
    if (outOfOrder == null) {
      outOfOrder = new OutOfOrderQueue((long) MEMORY_FACTOR * limitBytes);
    }
    boolean kept =
        outOfOrder.insert(
            connection.layer.buffers,
            segment.sequence,
            segment.buffer(),
            segment.textAt,
            segment.textLength);
    if (!kept) {
      connection.layer.counters.drop(DropReason.NO_MEMORY);
    }
    if (outOfOrder.isEmpty()) {
      outOfOrder = null;
    }
  }

  private void fillFromOutOfOrder() {
    OutOfOrderQueue early = outOfOrder;
    if (early == null) {
      return;
    }
    rcvNxt += early.takeFrom(rcvNxt, queue);
    if (early.isEmpty()) {
      outOfOrder = null;
    }
    deliver();
  }

  /** The guest's stream ends with FIN at number {@code at}, of which some text may be missing. */
  void noteFin(int at) {
    finKnown = true;
    finAt = at;
  }

  /** Tells whether FIN is next in order. */
  boolean isFinNext() {
    return finKnown && finAt == rcvNxt && !finArrived;
  }

  /** Takes the FIN that is next in order. */
  void onFin() {
    rcvNxt++;
    windowEdge = Sequence.max(windowEdge, rcvNxt);
    finArrived = true;
    ackDue = true;
    clearOutOfOrder(); // nothing comes after FIN
    deliver();
  }

  /** Offers the queue to the handler again. */
  void resume() {
    blocked = false;
    deliver();
    if (!finArrived && !connection.isOver() && roomEdge() != windowEdge) {
      ackDue = true; // a window update; after FIN there is nothing left to send into it
    }
  }

  private void deliver() {
    while (!blocked && !queue.isEmpty()) {
      int offered = queue.headLength();
      int taken = connection.handler().onData(queue.headBuffer(), queue.headStart(), offered);
      if (connection.isOver()) {
        return; // the handler reset it: the queue is gone
      }
      queue.drop(taken);
      blocked = taken < offered;
    }
    if (finArrived && !endDelivered && queue.isEmpty()) {
      endDelivered = true;
      connection.handler().onEnd();
      connection.onDrained();
    }
  }

  /** Tells whether the handler has had everything there is. */
  boolean isDrained() {
    return endDelivered;
  }

  void requestAck() {
    ackDue = true;
  }

  /** Tells whether an acknowledgment is owed at once. */
  boolean isAckDue() {
    return ackDue || segmentsSinceAck >= ACK_EVERY_SEGMENTS;
  }

  /** Tells whether an acknowledgment is owed, at once or soon. */
  boolean isAckOwed() {
    return ackDue || segmentsSinceAck > 0;
  }

  /** A segment that acknowledges everything is on its way. */
  void onAckSent() {
    ackDue = false;
    segmentsSinceAck = 0;
    lastAckSent = rcvNxt;
  }

  /** Moves the window's edge as far as there is room and returns the window field to send. */
  int advertise(boolean syn) {
    windowEdge = roomEdge();
    int window = windowEdge - rcvNxt;
    if (syn) {
      return Math.min(window, MAX_WINDOW_FIELD); // RFC 7323, 2.2: never scaled
    }
    int unit = 1 << windowShift;
    int field = Math.min((window + unit - 1) >> windowShift, MAX_WINDOW_FIELD);
    int edge = rcvNxt + (field << windowShift);
    // Rounded up, so that the edge does not move left; but not again and again, or a guest that
    // sends byte by byte would never see the end of the room. Then it is rounded down, less than a
    // unit to the left, as RFC 7323, 2.4 allows; what is beyond is accepted nevertheless.
    if (Sequence.less(limitEdge() + unit, edge)) {
      return window >> windowShift;
    }
    windowEdge = Sequence.max(windowEdge, edge);
    return field;
  }

  /** Returns where the window would end if all room were offered. */
  private int limitEdge() {
    int room = Math.max(0, limitBytes - queue.bytes()); // what is out of order is in the window
    room = Math.min(room, connection.layer.receiveShareBytes());
    return rcvNxt + Math.min(room, MAX_WINDOW_FIELD << windowShift);
  }

  private int roomEdge() {
    int edge = limitEdge();
    // RFC 9293, 3.8.6.2.2: no small steps, and never back
    int step = Math.min(limitBytes / 2, connection.advertisedMss());
    return edge - windowEdge >= step ? edge : windowEdge;
  }

  int sackBlocks(int[] left, int[] right, int most) {
    return outOfOrder == null ? 0 : outOfOrder.report(left, right, most);
  }

  /** Returns how many runs of early text there are to report. */
  int outOfOrderRuns() {
    return outOfOrder == null ? 0 : outOfOrder.runs();
  }

  // RFC 7323, 4.3: which timestamp to echo
  void onTimestamp(Segment segment, long now) {
    if (segment.options.timestamps
        && Sequence.lessOrEqual(segment.sequence, lastAckSent)
        && Sequence.lessOrEqual(tsRecent, segment.options.timestampValue)) {
      setTimestamp(segment.options.timestampValue, now);
    }
  }

  void setTimestamp(int value, long now) {
    tsRecent = value;
    tsRecentNanos = now;
  }

  /** Tells whether a timestamp is older than the last one that counted (RFC 7323, 5.3, R1). */
  boolean isStale(Segment segment, long now) {
    return segment.options.timestamps
        && Sequence.less(segment.options.timestampValue, tsRecent)
        && now - tsRecentNanos < TcpLayer.TIMESTAMP_VALID_NANOS;
  }

  /** Lets go of all memory. */
  void clear() {
    queue.clear();
    clearOutOfOrder();
  }

  private void clearOutOfOrder() {
    if (outOfOrder != null) {
      outOfOrder.clear();
      outOfOrder = null;
    }
  }
}
