package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.TcpTimeouts;

/**
 * When to do something about silence: the retransmission time-out (RFC 6298, 5), the persist timer
 * (RFC 9293, 3.8.6.1), and the end of all patience (R2 of RFC 9293, 3.8.3). It is one timer: what
 * is to be done sooner stands before the time-out, not beside it (RFC 8985, 8).
 */
final class RetransmissionTimer {
  /** What the timer waits for. */
  enum Wait {
    /** An answer: then the time-out is over, or the window is to be probed. */
    ANSWER,
    /** An answer to the end of a flight: then that is probed (RFC 8985, 7). */
    TAIL,
    /** What was overtaken: then it is lost (RFC 8985, 6.2, step 5). */
    REORDERED
  }

  private final TcpConnection connection;
  private final RttEstimator rtt;
  private Wait wait = Wait.ANSWER;
  private long answerBy;
  private int timeouts; // in a row, probes among them
  private int probes; // of the window, in a row
  private long silentSince;

  RetransmissionTimer(TcpConnection connection, RttEstimator rtt) {
    this.connection = connection;
    this.rtt = rtt;
  }

  boolean isRunning() {
    return connection.timers.isSet(TcpTimers.RETRANSMIT);
  }

  /** Begins to wait for an answer. */
  void restart(long now) {
    if (timeouts == 0) {
      silentSince = now;
    }
    answerBy = now + rtt.intervalNanos(probes);
    waitForAnswer();
  }

  /** Goes on waiting for an answer until the time that the last {@link #restart} set. */
  void waitForAnswer() {
    wait = Wait.ANSWER;
    connection.timers.start(TcpTimers.RETRANSMIT, answerBy);
  }

  /** Waits for something until {@code at}, if that is before the time-out. */
  void waitFor(Wait what, long at) {
    if (at - answerBy < 0) {
      wait = what;
      connection.timers.start(TcpTimers.RETRANSMIT, at);
    } else {
      waitForAnswer();
    }
  }

  /** Returns what the timer waits, or has waited, for. */
  Wait waitsFor() {
    return wait;
  }

  void stop() {
    connection.timers.stop(TcpTimers.RETRANSMIT);
  }

  /** The guest said something, if only that its window is still closed. */
  void onAnswer(long now) {
    silentSince = now;
  }

  /** The guest acknowledged something new. */
  void onProgress() {
    timeouts = 0;
    probes = 0;
  }

  /** Tells whether the guest has not answered for so long that the connection is dead. */
  boolean isPatienceOver(boolean synAcknowledged, long now) {
    TcpTimeouts limits = connection.layer.timeouts;
    long patience = synAcknowledged ? limits.r2Nanos() : limits.synR2Nanos();
    return timeouts > 0 && now - silentSince >= patience;
  }

  /** The timer expired and something is sent because of it. */
  void onTimeout() {
    timeouts++;
  }

  /** The window is to be probed: the next time is later (RFC 9293, SHLD-30). */
  void onProbe() {
    probes++;
  }

  boolean isProbing() {
    return probes > 0;
  }

  void endProbing() {
    probes = 0;
  }

  /** Returns how many time-outs there were since the guest last acknowledged anything. */
  int timeouts() {
    return timeouts;
  }
}
