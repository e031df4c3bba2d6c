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
  private static final int MAX_DOUBTS = 2;

  private final TcpConnection connection;
  private final TcpTimeouts timeouts;
  private int unanswered;
  private boolean due;
  private int doubts; // questions that are left to ask before the usual time
  private long doubtedNanos; // when the first of them was due
  private boolean doubtedAgain;
  private long againNanos;

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

  /**
   * Has the guest asked at {@code atNanos}, and a little later if it does not answer, unless it is
   * heard in the last while before. Silence means nothing, as always; and whoever is being asked
   * anyway is not asked more often.
   *
   * <p>(deviation) RFC 9293, MUST-28, wants two hours: there is a sign that the guest has spoken
   * unheard, {@link ResetBurst}, and the way to it is not the Internet.
   */
  void doubt(long atNanos) {
    if (timeouts.keepAliveIdleNanos() == 0 || unanswered > 0) {
      return;
    }
    if (doubts == 0) {
      startDoubts(atNanos);
    } else if (doubts < MAX_DOUBTS && !doubtedAgain) {
      doubtedAgain = true;
      againNanos = atNanos;
    }
  }

  private void startDoubts(long atNanos) {
    doubts = MAX_DOUBTS;
    connection.timers.start(TcpTimers.KEEP_ALIVE, atNanos);
  }

  /**
   * It is time to look whether the guest was heard.
   *
   * @return false when it has not been for so long that the connection is dead
   */
  boolean onTimer(long now) {
    if (doubts > 0) {
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
    boolean isFirst = doubts == MAX_DOUBTS;
    boolean silent =
        isFirst
            ? now - connection.heardAt() > ResetBurst.PATIENCE_NANOS
            : connection.heardAt() - doubtedNanos < 0;
    due = silent && connection.sender.una == connection.sender.nxt;
    doubts--;
    if (isFirst) { // the question may be lost, or have been too early
      doubtedNanos = now;
      connection.timers.start(TcpTimers.KEEP_ALIVE, now + ResetBurst.PATIENCE_NANOS);
    } else if (doubtedAgain) {
      doubtedAgain = false;
      startDoubts(againNanos);
    } else {
      start(connection.heardAt());
    }
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
