package org.slirp4j.tcpip.time;

import org.jspecify.annotations.Nullable;

/**
 * A stack's pending deadlines: a hierarchy of wheels of 64 slots (Varghese, Lauck: Hashed and
 * Hierarchical Timing Wheels, 1987, scheme 7), in which arming, moving and disarming take constant
 * time and allocate nothing.
 *
 * <pre>
 *   level   slot          wheel
 *     0     2^20 ns       67 ms
 *     1     67 ms         4.3 s
 *     2     4.3 s         275 s
 *     3     275 s         4.9 h
 *     4     4.9 h         one slot for all that is later
 * </pre>
 *
 * <p>Time is counted in ticks of 2^20 ns from the origin; a deadline belongs to the first tick that
 * is not before it. The <i>hand</i> stands on the last tick that was worked off. A deadline stands
 * on the level that has the highest bit in which its tick differs from the hand's, so every
 * occupied slot is ahead of the hand in its own turn of the wheel, and the first one is found by
 * its bit. When the hand comes to the start of a slot of a higher level, the slot's deadlines are
 * put again, on lower levels; deadlines that were moved later in the meantime find their place in
 * the same way.
 */
public final class DeadlineWheel {
  /** What {@link #nextDeadline} returns when nothing is armed. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Length of a tick: the most by which a deadline is late when the caller is in time. */
  public static final long TICK_NANOS = 1L << 20;

  private static final int TICK_SHIFT = 20;
  private static final int LEVELS = 5;
  private static final int LAST_LEVEL = LEVELS - 1;
  private static final int SLOT_BITS = 6;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int NO_SLOT = -1;

  private final @Nullable Deadline[] slots = new Deadline[LEVELS * SLOTS];
  private final long[] occupied = new long[LEVELS];
  private final long originNanos;
  private long now;
  private long hand;

  /** Makes an empty wheel whose time begins at {@code now}. */
  public DeadlineWheel(long now) {
    originNanos = now;
    this.now = now;
  }

  /** Returns the time that {@link #advance} or {@link #onDeadline} was told last. */
  public long now() {
    return now;
  }

  /** Sets a deadline, or moves it when it is set already. It fires in {@link #onDeadline} only. */
  public void arm(Deadline deadline, long atNanos) {
    long tick = tickOf(atNanos);
    deadline.atNanos = atNanos;
    if (deadline.armed) {
      if (tick >= deadline.slotTick) {
        return; // its slot comes no later than it is due, and will put it where it belongs
      }
      unlink(deadline);
    }
    deadline.armed = true;
    put(deadline, Math.max(tick, hand + 1));
  }

  /** Unsets a deadline; does nothing when it is not set. */
  public void disarm(Deadline deadline) {
    if (deadline.armed) {
      unlink(deadline);
      deadline.armed = false;
    }
  }

  /** Notes the time without firing anything, so that what is armed next finds its place at once. */
  public void advance(long now) {
    this.now = now;
    long tick = (now - originNanos) >> TICK_SHIFT;
    if (tick > hand && firstSlotTick() > tick) {
      hand = tick;
    }
  }

  /** Fires all deadlines that are due. They may arm and disarm any deadline. */
  public void onDeadline(long now) {
    this.now = now;
    long last = (now - originNanos) >> TICK_SHIFT;
    for (int slot = firstSlot(); slot != NO_SLOT; slot = firstSlot()) {
      long tick = startOf(slot);
      if (tick > last) {
        break;
      }
      hand = tick;
      workOff(slot, now);
    }
    hand = Math.max(hand, last);
  }

  /**
   * Returns the time at which {@link #onDeadline} is to be called next, or {@link #NEVER}. There
   * may turn out to be nothing to fire.
   */
  public long nextDeadline() {
    int slot = firstSlot();
    return slot == NO_SLOT ? NEVER : originNanos + (startOf(slot) << TICK_SHIFT);
  }

  private void workOff(int slot, long now) {
    if (slot >= SLOTS) {
      putAgain(slot);
      return;
    }
    // One by one from the head: whoever fires may disarm the others.
    for (Deadline head = slots[slot]; head != null; head = slots[slot]) {
      unlink(head);
      long tick = tickOf(head.atNanos);
      if (tick > hand) {
        put(head, tick);
      } else {
        head.armed = false;
        head.onDeadline(now);
      }
    }
  }

  private void putAgain(int slot) {
    Deadline deadline = slots[slot];
    slots[slot] = null;
    occupied[slot >> SLOT_BITS] &= ~(1L << (slot & (SLOTS - 1)));
    while (deadline != null) {
      Deadline after = deadline.next;
      put(deadline, Math.max(tickOf(deadline.atNanos), hand));
      deadline = after;
    }
  }

  private void put(Deadline deadline, long tick) {
    long differing = tick ^ hand;
    int level = differing == 0 ? 0 : (63 - Long.numberOfLeadingZeros(differing)) / SLOT_BITS;
    if (level < LAST_LEVEL) {
      int shift = level * SLOT_BITS;
      deadline.slotTick = tick >>> shift << shift;
      link(deadline, level * SLOTS + ((int) (tick >>> shift) & (SLOTS - 1)));
    } else {
      int shift = LAST_LEVEL * SLOT_BITS;
      deadline.slotTick = ((hand >>> shift) + 1) << shift;
      link(deadline, LAST_LEVEL * SLOTS);
    }
  }

  private void link(Deadline deadline, int slot) {
    Deadline head = slots[slot];
    deadline.slot = slot;
    deadline.previous = null;
    deadline.next = head;
    if (head != null) {
      head.previous = deadline;
    }
    slots[slot] = deadline;
    occupied[slot >> SLOT_BITS] |= 1L << (slot & (SLOTS - 1));
  }

  private void unlink(Deadline deadline) {
    int slot = deadline.slot;
    Deadline before = deadline.previous;
    Deadline after = deadline.next;
    if (after != null) {
      after.previous = before;
    }
    if (before != null) {
      before.next = after;
    } else {
      slots[slot] = after;
      if (after == null) {
        occupied[slot >> SLOT_BITS] &= ~(1L << (slot & (SLOTS - 1)));
      }
    }
    deadline.next = null;
    deadline.previous = null;
    deadline.slot = NO_SLOT;
  }

  // The occupied slot that begins first; of those that begin together the one of the highest level,
  // because it may hold deadlines of the other's tick.
  private int firstSlot() {
    int first = NO_SLOT;
    long firstTick = Long.MAX_VALUE;
    for (int level = 0; level < LEVELS; level++) {
      long bits = occupied[level];
      if (bits != 0) {
        int slot = level * SLOTS + Long.numberOfTrailingZeros(bits);
        long tick = startOf(slot);
        if (tick <= firstTick) {
          first = slot;
          firstTick = tick;
        }
      }
    }
    return first;
  }

  private long firstSlotTick() {
    int slot = firstSlot();
    return slot == NO_SLOT ? Long.MAX_VALUE : startOf(slot);
  }

  // All deadlines of a slot have its first tick in common.
  private long startOf(int slot) {
    Deadline head = slots[slot];
    return head == null ? Long.MAX_VALUE : head.slotTick;
  }

  private long tickOf(long atNanos) {
    long nanos = atNanos - originNanos;
    return (nanos >> TICK_SHIFT) + ((nanos & (TICK_NANOS - 1)) == 0 ? 0 : 1);
  }
}
