package org.slirp4j.tcpip.time;

import org.jspecify.annotations.Nullable;

/**
 * Something that is to happen at a time; at most once in a {@link DeadlineWheel}.
 *
 * <p>Moving a deadline later is free: the wheel finds it at its old place and puts it where it now
 * belongs.
 */
public abstract class Deadline {
  @Nullable Deadline next;
  @Nullable Deadline previous;
  int slot = -1;
  long slotTick;
  long atNanos;
  boolean armed;

  /** Called when the time has come; the deadline is no longer armed. */
  protected abstract void onDeadline(long now);

  /** Tells whether the deadline is set. */
  public final boolean isArmed() {
    return armed;
  }

  /** Returns when it is set for; meaningless when it is not. */
  public final long atNanos() {
    return atNanos;
  }
}
