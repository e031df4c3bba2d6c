package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.TcpTimeouts;
import org.slirp4j.tcpip.wire.TcpSegment;

/**
 * Questions to a guest that has said nothing for long, whether it is still there (RFC 9293, 3.8.4).
 * They find out when a container has gone without a word; nothing else would, while nothing is in
 * flight, and the connection would stay for ever, be it open or half closed.
 *
 * <p>A question is a segment that a living peer has to answer, because it lies just before what it
 * expects. Whatever the guest sends is an answer.
 */
final class KeepAlive {
  private final TcpConnection connection;
  private final TcpTimeouts timeouts;
  private int unanswered;
  private boolean due;
  private boolean doubted;

  KeepAlive(TcpConnection connection, TcpTimeouts timeouts) {
    this.connection = connection;
    this.timeouts = timeouts;
  }

  /** Begins to watch a connection whose guest was heard just now. */
  void start(long now) {
    if (timeouts.keepAliveIdleNanos() > 0) { // RFC 9293, MUST-24: it can be turned off
      connection.timers.start(TcpTimers.KEEP_ALIVE, now + timeouts.keepAliveIdleNanos());
    }
  }

  /** Has the guest asked at {@code atNanos} unless it is heard in the last while before. */
  void doubt(long atNanos) {
    if (timeouts.keepAliveIdleNanos() > 0 && unanswered == 0) {
      doubted = true;
      connection.timers.start(TcpTimers.KEEP_ALIVE, atNanos);
    }
  }

  /**
   * It is time to look whether the guest was heard.
   *
   * @return false when it has not been for so long that the connection is dead
   */
  boolean onTimer(long now) {
    if (doubted) {
      onDoubt(now);
      return true;
    }
    if (now - connection.heardAt() < timeouts.keepAliveIdleNanos()) {
      unanswered = 0;
      start(connection.heardAt());
      return true;
    }
    if (connection.sender.una != connection.sender.nxt) {
      start(now); // RFC 9293, MUST-26: what is in flight asks the same, and R2 is its limit
      return true;
    }
    if (unanswered == timeouts.keepAliveProbes()) {
      return false;
    }
    unanswered++;
    due = true;
    connection.timers.start(TcpTimers.KEEP_ALIVE, now + timeouts.keepAliveIntervalNanos());
    return true;
  }

  private void onDoubt(long now) {
    doubted = false;
    boolean silent = now - connection.heardAt() >= ResetBurst.PATIENCE_NANOS;
    due = silent && connection.sender.una == connection.sender.nxt;
    start(connection.heardAt());
  }

  /** Asks, if it is time to; false when nothing could be written. */
  boolean emit(SegmentWriter writer, long now) {
    if (due) {
      if (!writer.write(connection, TcpSegment.ACK, connection.sender.nxt - 1, 0, 0, now)) {
        return false;
      }
      due = false;
    }
    return true;
  }
}
