package org.slirp4j.tcpip.tcp;

/**
 * How far the guest may send (RFC 9293, 3.8.6.2.2; RFC 7323, 2).
 *
 * <pre>
 *        rcvNxt            edge             limit
 *          |---- RCV.WND ----|--- room that ---|
 *                              was not told of
 * </pre>
 *
 * <p>The edge never moves left (RFC 9293, SHLD-14), whatever happens to the room behind it.
 *
 * <p><b>Width.</b> A window begins with what full speed between container and stack needs. Once the
 * handler has taken a whole one in less than {@link #LONGEST_ROUND_TRIP_NANOS}, a longer path may
 * need more, and it becomes twice as wide: so it follows the rate at which the far end reads, up to
 * {@code maxBytes}. What goes beyond the beginning comes from one {@link WindowBudget} for all; a
 * reader that became slow gives it back.
 */
final class ReceiveWindow {
  /** What a window begins with: sixteen super-segments, some milliseconds at 20 Gbit/s. */
  static final int FIRST_BYTES = 1 << 20;

  /** The longest path for which a window becomes wide enough. */
  static final long LONGEST_ROUND_TRIP_NANOS = 1_000_000_000L;

  /** A reader is slow that takes as many times as long to take a window. */
  private static final int SLOW_ROUND_TRIPS = 8;

  private static final int MAX_FIELD = 0xffff;

  private final TcpConnection connection;
  private final WindowBudget budget;
  private final int maxBytes;
  private final int firstBytes;
  private int bytes; // how wide it may be now
  private int taken; // by the handler, since then
  private long takingSince;
  private int edge; // RCV.NXT + RCV.WND, as last advertised
  private int shift; // Rcv.Wind.Shift

  /** Makes a closed window that may become {@code maxBytes} wide. */
  ReceiveWindow(TcpConnection connection, WindowBudget budget, int maxBytes) {
    this.connection = connection;
    this.budget = budget;
    this.maxBytes = maxBytes;
    firstBytes = Math.min(maxBytes, FIRST_BYTES);
    bytes = firstBytes;
  }

  /** Begins behind the guest's SYN, with nothing offered. */
  void begin(int rcvNxt) {
    edge = rcvNxt;
    takingSince = connection.layer.wheel.now();
  }

  /** Returns the shift that lets the window field hold the widest window. */
  int offeredShift() {
    int offered = 0;
    while (maxBytes >> offered > MAX_FIELD && offered < TcpOptions.MAX_WINDOW_SHIFT) {
      offered++;
    }
    return offered;
  }

  void useShift(int shift) {
    this.shift = shift;
  }

  /** Returns RCV.WND. */
  int bytesFrom(int rcvNxt) {
    return edge - rcvNxt;
  }

  /** Returns how wide the window may be now. */
  int bytes() {
    return bytes;
  }

  /** The handler took {@code count} bytes. */
  void onTaken(int count) {
    taken += count;
    if (taken >= bytes && maxBytes > firstBytes) {
      tune(connection.layer.wheel.now());
    }
  }

  private void tune(long now) {
    long nanos = now - takingSince;
    if (nanos <= LONGEST_ROUND_TRIP_NANOS) {
      bytes += budget.take(Math.min(bytes, maxBytes - bytes));
    } else if (nanos >= SLOW_ROUND_TRIPS * LONGEST_ROUND_TRIP_NANOS) {
      int less = Math.max(firstBytes, bytes / 2);
      budget.giveBack(bytes - less);
      bytes = less;
    }
    taken = 0;
    takingSince = now;
  }

  /** The connection is over. */
  void close() {
    budget.giveBack(bytes - firstBytes);
    bytes = firstBytes;
  }

  /** The guest's FIN was taken, whether or not the window had a place for it. */
  void include(int rcvNxt) {
    edge = Sequence.max(edge, rcvNxt);
  }

  /** Tells whether there is so much more room than the guest knows of that it is to be told. */
  boolean isUpdateDue(int rcvNxt, int queuedBytes) {
    return roomEdge(rcvNxt, queuedBytes) != edge;
  }

  /** Moves the edge as far as there is room and returns the window field to send. */
  int advertise(int rcvNxt, int queuedBytes, boolean syn) {
    edge = roomEdge(rcvNxt, queuedBytes);
    int window = edge - rcvNxt;
    if (syn) {
      return Math.min(window, MAX_FIELD); // RFC 7323, 2.2: never scaled
    }
    int unit = 1 << shift;
    int field = Math.min((window + unit - 1) >> shift, MAX_FIELD);
    int rounded = rcvNxt + (field << shift);
    // Rounded up, so that the edge does not move left; but not again and again, or a guest that
    // sends byte by byte would never see the end of the room. Then it is rounded down, less than a
    // unit to the left, as RFC 7323, 2.4 allows; what is beyond is accepted nevertheless.
    if (Sequence.less(limit(rcvNxt, queuedBytes) + unit, rounded)) {
      return window >> shift;
    }
    edge = Sequence.max(edge, rounded);
    return field;
  }

  /** Returns where the window would end if all room were offered. */
  private int limit(int rcvNxt, int queuedBytes) {
    int room = Math.max(0, bytes - queuedBytes); // what is out of order is in the window
    room = Math.min(room, connection.layer.receiveShareBytes());
    return rcvNxt + Math.min(room, MAX_FIELD << shift);
  }

  private int roomEdge(int rcvNxt, int queuedBytes) {
    int limit = limit(rcvNxt, queuedBytes);
    // RFC 9293, MUST-39: no small steps, and never back
    int step = Math.min(bytes / 2, connection.advertisedMss());
    return limit - edge >= step ? limit : edge;
  }
}
