package org.slirp4j.runtime.engine;

import io.netty.channel.SelectStrategy;
import io.netty.channel.SelectStrategyFactory;
import io.netty.util.IntSupplier;

/**
 * Has an event loop look for events for a moment before it sleeps, as long as that proves right:
 * between a request and its answer, to be put to sleep and woken takes longer than the answer.
 *
 * <p>Each pause between events that was short counts for it, each long one against it, whether or
 * not the loop has slept meanwhile; so a loop that is idle, or whose events come far apart, sleeps
 * at once. While it looks, whoever else wants the processor gets it.
 */
class PatientSelect implements SelectStrategy, SelectStrategyFactory {
  /** How long it looks, and what is a short pause: some times what a local answer takes. */
  static final long PATIENCE_NANOS = 20_000;

  /** Pauses that are remembered: as many of the other kind change its mind. */
  static final int MAX_SCORE = 16;

  private int score; // short pauses less long ones; it looks when there were more of the short
  private boolean pausing;
  private boolean asleep;
  private long pauseBeganNanos;

  @Override
  public SelectStrategy newSelectStrategy() {
    return this;
  }

  /** Returns the time; tests have their own. */
  long nanos() {
    return System.nanoTime();
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // yield: nothing depends on what it does
  public int calculateStrategy(IntSupplier look, boolean hasTasks) throws Exception {
    if (hasTasks) {
      return look.get();
    }
    long now = nanos();
    if (asleep) {
      asleep = false;
      endPause(now);
    }
    if (!pausing) {
      pausing = true;
      pauseBeganNanos = now;
    }
    if (score <= 0 || now - pauseBeganNanos > PATIENCE_NANOS) {
      asleep = true;
      return SELECT;
    }
    int found = look.get();
    if (found > 0) {
      endPause(now);
      return found;
    }
    Thread.yield();
    return CONTINUE;
  }

  private void endPause(long now) {
    pausing = false;
    boolean isShort = now - pauseBeganNanos <= PATIENCE_NANOS;
    score = isShort ? Math.min(score + 1, MAX_SCORE) : Math.max(score - 1, -MAX_SCORE);
  }
}
