package org.slirp4j.tcpip.tcp;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.SpanQueue;
import org.slirp4j.tcpip.wire.TcpSegment;

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

  /** Most memory that may be kept for each byte of the window that arrives too early. */
  private static final int MEMORY_FACTOR = 2;

  private final TcpConnection connection;
  final ReceiveWindow window;
  final TimestampEcho timestamps = new TimestampEcho();
  final DuplicateReport duplicates = new DuplicateReport();
  private final SpanQueue queue = new SpanQueue();
  private @Nullable OutOfOrderQueue outOfOrder;

  int irs; // IRS
  int rcvNxt; // RCV.NXT

  private boolean blocked;
  private long blockedAt;
  private boolean finKnown;
  private int finAt;
  private boolean finArrived;
  private boolean endDelivered;

  private int segmentsSinceAck;
  private boolean ackDue;
  private boolean congestionSeen;

  /** Makes a receiver whose window may become {@code maxWindowBytes} wide. */
  Receiver(TcpConnection connection, int maxWindowBytes) {
    this.connection = connection;
    window = new ReceiveWindow(connection, connection.layer.windowBudget, maxWindowBytes);
  }

  /** Begins with the guest's SYN. */
  void begin(Segment syn, long now) {
    irs = syn.sequence;
    rcvNxt = irs + 1;
    window.begin(rcvNxt);
    timestamps.begin(syn, now);
  }

  /** Returns RCV.WND. */
  int windowBytes() {
    return window.bytesFrom(rcvNxt);
  }

  /** Takes the text of an acceptable segment, trimmed to the window. */
  void onText(Segment segment) {
    if (segment.sequence == rcvNxt) {
      boolean gap = outOfOrder != null;
      advance(take(segment.buffer(), segment.textAt, segment.textLength));
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

  /** Takes note of a mark that a router left, or that the guest has heard of it. */
  void onCongestionMark(Segment segment) {
    // RFC 3168, 6.1.3: told in every segment until CWR; text with CWR may bring the next mark
    congestionSeen &= !segment.has(TcpSegment.CWR);
    congestionSeen |= segment.congestionExperienced && segment.textLength > 0;
  }

  /** Returns the flag that tells the guest to slow down, or 0. */
  int congestionEcho() {
    return congestionSeen ? TcpSegment.ECE : 0;
  }

  private void advance(int textLength) {
    rcvNxt += textLength;
    connection.countFromGuest(textLength);
  }

  private int take(Buffer buffer, int at, int length) {
    int taken = 0;
    if (!blocked && queue.isEmpty()) {
      taken = connection.handler().onData(buffer, at, length);
      blockIf(taken < length);
      window.onTaken(taken);
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
      outOfOrder = new OutOfOrderQueue((long) MEMORY_FACTOR * window.bytes(), duplicates);
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
    advance(early.takeFrom(rcvNxt, queue));
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
    window.include(rcvNxt);
    finArrived = true;
    ackDue = true;
    clearOutOfOrder(); // nothing comes after FIN
    deliver();
  }

  /** Offers the queue to the handler again. */
  void resume() {
    blocked = false;
    deliver();
    if (!finArrived && !connection.isOver() && window.isUpdateDue(rcvNxt, queue.bytes())) {
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
      blockIf(taken < offered);
      window.onTaken(taken);
    }
    if (finArrived && !endDelivered && queue.isEmpty()) {
      endDelivered = true;
      connection.handler().onEnd();
      connection.onDrained();
    }
  }

  private void blockIf(boolean left) {
    blocked = left;
    if (left) {
      blockedAt = connection.layer.wheel.now();
    }
  }

  /** Returns for how long the handler has left something, or 0. */
  long blockedNanos(long now) {
    return queue.isEmpty() || !blocked ? 0 : now - blockedAt;
  }

  /** Tells whether the handler has had everything there is. */
  boolean isDrained() {
    return endDelivered;
  }

  void requestAck() {
    ackDue = true;
  }

  /** The text [left, right) of a segment was there before: the guest is to know at once. */
  void onDuplicate(int left, int right) {
    duplicates.note(left, right);
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
    timestamps.onAckSent(rcvNxt);
    duplicates.onAckSent();
  }

  /** Opens the window as far as there is room and returns the field that tells of it. */
  int advertise(boolean syn) {
    return window.advertise(rcvNxt, queue.bytes(), syn);
  }

  /**
   * Picks the SACK blocks of a segment: a duplicate first (RFC 2883, 4), then what came early.
   *
   * @return how many there are, at most {@code most}
   */
  int sackBlocks(int[] left, int[] right, int most) {
    int blocks = 0;
    if (duplicates.isPending() && most > 0) {
      left[0] = duplicates.left();
      right[0] = duplicates.right();
      blocks = 1;
    }
    return outOfOrder == null ? blocks : outOfOrder.report(left, right, blocks, most);
  }

  /** Returns how many SACK blocks there are to send, if there is place for them. */
  int sackBlockCount() {
    return (duplicates.isPending() ? 1 : 0) + (outOfOrder == null ? 0 : outOfOrder.runs());
  }

  /** Lets go of all memory. */
  void clear() {
    queue.clear();
    clearOutOfOrder();
    window.close();
  }

  private void clearOutOfOrder() {
    if (outOfOrder != null) {
      outOfOrder.clear();
      outOfOrder = null;
    }
  }
}
