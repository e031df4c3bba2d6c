package org.slirp4j.tcpip.tcp;

import org.slirp4j.tcpip.time.Deadline;
import org.slirp4j.tcpip.time.DeadlineWheel;

/** A connection's timers behind one deadline of the stack's wheel. */
final class TcpTimers extends Deadline {
  /** Retransmission, zero-window probe, or SYN again: one of them at a time. */
  static final int RETRANSMIT = 0;

  /** An acknowledgment that waited for company. */
  static final int DELAYED_ACK = 1;

  /** The end of TIME-WAIT. */
  static final int TIME_WAIT = 2;

  /** The relay found no memory to read into; nobody else would wake it. */
  static final int MEMORY = 3;

  /** The guest's address turned out to be nowhere on the link. */
  static final int UNREACHABLE = 4;

  /** Whether the guest is still there is to be looked at. */
  static final int KEEP_ALIVE = 5;

  private static final int TIMERS = 6;
  private static final long MEMORY_RETRY_NANOS = 10_000_000;

  private final TcpConnection connection;
  private final DeadlineWheel wheel;
  private final long[] at = new long[TIMERS];
  private int set;

  TcpTimers(TcpConnection connection, DeadlineWheel wheel) {
    this.connection = connection;
    this.wheel = wheel;
  }

  boolean isSet(int timer) {
    return (set & 1 << timer) != 0;
  }

  void start(int timer, long atNanos) {
    at[timer] = atNanos;
    set |= 1 << timer;
    wheel.arm(this, earliest());
  }

  void startForMemory() {
    start(MEMORY, wheel.now() + MEMORY_RETRY_NANOS);
  }

  void startForUnreachable() {
    start(UNREACHABLE, wheel.now());
  }

  void stop(int timer) {
    if (isSet(timer)) {
      set &= ~(1 << timer);
      // What is armed too early is found out when its time comes.
      if (set == 0) {
        wheel.disarm(this);
      }
    }
  }

  void stopAll() {
    set = 0;
    wheel.disarm(this);
  }

  @Override
  protected void onDeadline(long now) {
    for (int timer = 0; timer < TIMERS; timer++) {
      if (isSet(timer) && at[timer] - now <= 0) {
        set &= ~(1 << timer);
        connection.onTimer(timer, now);
      }
    }
    if (set != 0) {
      wheel.arm(this, earliest());
    }
  }

  private long earliest() {
    long earliest = 0;
    boolean found = false;
    for (int timer = 0; timer < TIMERS; timer++) {
      if (isSet(timer) && (!found || at[timer] - earliest < 0)) {
        earliest = at[timer];
        found = true;
      }
    }
    return earliest;
  }
}
