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
 */
final class ReceiveWindow {
  private static final int MAX_FIELD = 0xffff;

  private final TcpConnection connection;
  private final int maxBytes;
  private int edge; // RCV.NXT + RCV.WND, as last advertised
  private int shift; // Rcv.Wind.Shift

  /** Makes a closed window that may become {@code maxBytes} wide. */
  ReceiveWindow(TcpConnection connection, int maxBytes) {
    this.connection = connection;
    this.maxBytes = maxBytes;
  }

  /** Begins behind the guest's SYN, with nothing offered. */
  void begin(int rcvNxt) {
    edge = rcvNxt;
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

  int maxBytes() {
    return maxBytes;
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
    int room = Math.max(0, maxBytes - queuedBytes); // what is out of order is in the window
    room = Math.min(room, connection.layer.receiveShareBytes());
    return rcvNxt + Math.min(room, MAX_FIELD << shift);
  }

  private int roomEdge(int rcvNxt, int queuedBytes) {
    int limit = limit(rcvNxt, queuedBytes);
    // RFC 9293, MUST-39: no small steps, and never back
    int step = Math.min(maxBytes / 2, connection.advertisedMss());
    return limit - edge >= step ? limit : edge;
  }
}
