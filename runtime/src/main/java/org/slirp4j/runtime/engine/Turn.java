package org.slirp4j.runtime.engine;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.Emission;
import org.slirp4j.tcpip.FrameSink;
import org.slirp4j.tcpip.Stack;

/**
 * The end of an event loop's turn: everything that the stack owes leaves, and its next deadline is
 * seen to.
 *
 * <p>Whoever did something to the stack calls {@link #request}; the loop runs tasks after it has
 * handled all ready descriptors, so one end serves them all. Deadlines move with every segment, but
 * mostly further away: a scheduled wake-up is left where it is unless one is needed earlier, and
 * finds out itself when it came too early.
 */
final class Turn implements Runnable, Emission {
  private final IoEventLoop loop;
  private final Runnable onEnd;
  private final Runnable onWakeUp;
  private final Runnable onNow;
  private @Nullable Stack stack;
  private @Nullable FrameSink sink;
  private final TurnTimes times = new TurnTimes();
  private boolean requested;
  private long beganNanos;
  private @Nullable ScheduledFuture<?> wakeUp;
  private long wakeUpNanos;

  Turn(Loop loop) {
    this.loop = loop.get();
    // Guarded once and for all, so that no turn makes a guard of its own.
    this.onEnd = loop.faults().guard(this);
    this.onWakeUp = loop.faults().guard(this::wakeUp);
    this.onNow = loop.faults().guard(this::emit);
  }

  /** Says what is driven, once, before the first request. */
  void drive(Stack stack, FrameSink sink) {
    this.stack = stack;
    this.sink = sink;
  }

  /** Sees to it that this turn ends with {@link Stack#emit}. On the loop's thread only. */
  @Override
  public void request() {
    if (!requested) {
      request(System.nanoTime());
    }
  }

  @Override
  public void now() {
    onNow.run();
    request(); // deadlines may have moved
  }

  private void emit() {
    Stack driven = stack;
    FrameSink frames = sink;
    if (driven != null && frames != null) {
      driven.emit(frames, System.nanoTime());
    }
  }

  /** As {@link #request()}, in a turn that has been at work since {@code nanos}. */
  void request(long nanos) {
    if (!requested) {
      requested = true;
      beganNanos = nanos;
      loop.execute(onEnd);
    }
  }

  /** Returns how long turns took. */
  TurnTimes times() {
    return times;
  }

  @Override
  public void run() {
    requested = false;
    Stack driven = stack;
    FrameSink frames = sink;
    if (driven != null && frames != null) {
      long now = System.nanoTime();
      driven.emit(frames, now);
      schedule(driven.nextDeadline(), now);
      times.record(beganNanos, System.nanoTime());
    }
  }

  private void schedule(long deadline, long now) {
    if (deadline == Long.MAX_VALUE) {
      return; // a wake-up that is left over does no harm
    }
    if (wakeUp != null) {
      if (deadline - wakeUpNanos >= 0) {
        return;
      }
      wakeUp.cancel(false);
    }
    wakeUpNanos = deadline;
    wakeUp = loop.schedule(onWakeUp, Math.max(0, deadline - now), TimeUnit.NANOSECONDS);
  }

  private void wakeUp() {
    wakeUp = null;
    Stack driven = stack;
    if (driven == null) {
      return;
    }
    long now = System.nanoTime();
    long deadline = driven.nextDeadline();
    if (deadline != Long.MAX_VALUE && deadline - now <= 0) {
      driven.onDeadline(now);
      request();
    } else {
      schedule(deadline, now);
    }
  }

  /** Drives nothing any more. */
  void stop() {
    stack = null;
    sink = null;
    if (wakeUp != null) {
      wakeUp.cancel(false);
      wakeUp = null;
    }
  }
}
