package org.slirp4j.tcpip.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineWheelTest {
  private static final long ORIGIN = 123_456_789_012L;
  private static final long TICK = DeadlineWheel.TICK_NANOS;
  private static final long HOUR = 3_600_000_000_000L;

  private final DeadlineWheel wheel = new DeadlineWheel(ORIGIN);
  private final List<String> fired = new ArrayList<>();

  private final class Named extends Deadline {
    private final String name;
    private Runnable then = () -> {};

    Named(String name) {
      this.name = name;
    }

    @Override
    protected void onDeadline(long now) {
      assertFalse(isArmed());
      assertTrue(now >= atNanos(), name + " fired early");
      fired.add(name);
      then.run();
    }
  }

  @Test
  void anEmptyWheelHasNoDeadline() {
    assertEquals(DeadlineWheel.NEVER, wheel.nextDeadline());
    wheel.onDeadline(ORIGIN + HOUR);
    assertEquals(DeadlineWheel.NEVER, wheel.nextDeadline());
  }

  @Test
  void firesOnceAndNotEarly() {
    Named a = new Named("a");
    wheel.arm(a, ORIGIN + 10 * TICK + 1);
    wheel.onDeadline(ORIGIN + 10 * TICK);
    assertEquals(List.of(), fired);
    assertTrue(a.isArmed());
    assertEquals(ORIGIN + 11 * TICK, wheel.nextDeadline());
    wheel.onDeadline(ORIGIN + 11 * TICK);
    wheel.onDeadline(ORIGIN + HOUR);
    assertEquals(List.of("a"), fired);
    assertEquals(DeadlineWheel.NEVER, wheel.nextDeadline());
  }

  @Test
  void firesInOrderOfTicks() {
    wheel.arm(new Named("c"), ORIGIN + 5000 * TICK);
    wheel.arm(new Named("a"), ORIGIN + TICK);
    wheel.arm(new Named("d"), ORIGIN + 5001 * TICK);
    wheel.arm(new Named("b"), ORIGIN + 64 * TICK);
    wheel.onDeadline(ORIGIN + HOUR);
    assertEquals(List.of("a", "b", "c", "d"), fired);
  }

  @Test
  void whatIsOverdueFiresAtTheNextTick() {
    wheel.onDeadline(ORIGIN + 100 * TICK);
    wheel.arm(new Named("a"), ORIGIN - HOUR);
    assertEquals(ORIGIN + 101 * TICK, wheel.nextDeadline());
    wheel.onDeadline(ORIGIN + 101 * TICK);
    assertEquals(List.of("a"), fired);
  }

  @Test
  void aDeadlineMovedLaterFiresLaterOnly() {
    Named a = new Named("a");
    wheel.arm(a, ORIGIN + 10 * TICK);
    wheel.arm(a, ORIGIN + 20 * TICK);
    wheel.onDeadline(ORIGIN + 19 * TICK);
    assertEquals(List.of(), fired);
    assertEquals(ORIGIN + 20 * TICK, wheel.nextDeadline());
    wheel.onDeadline(ORIGIN + 20 * TICK);
    assertEquals(List.of("a"), fired);
  }

  @Test
  void aDeadlineMovedEarlierFiresEarlier() {
    Named a = new Named("a");
    wheel.arm(a, ORIGIN + HOUR);
    wheel.arm(a, ORIGIN + 3 * TICK);
    assertEquals(ORIGIN + 3 * TICK, wheel.nextDeadline());
    wheel.onDeadline(ORIGIN + 3 * TICK);
    wheel.onDeadline(ORIGIN + 2 * HOUR);
    assertEquals(List.of("a"), fired);
  }

  @Test
  void aDisarmedDeadlineDoesNotFire() {
    Named a = new Named("a");
    wheel.arm(a, ORIGIN + TICK);
    wheel.disarm(a);
    wheel.disarm(a);
    assertFalse(a.isArmed());
    assertEquals(DeadlineWheel.NEVER, wheel.nextDeadline());
    wheel.onDeadline(ORIGIN + HOUR);
    assertEquals(List.of(), fired);
  }

  @Test
  void oneThatFiresMayDisarmAnotherThatIsDueToo() {
    Named a = new Named("a");
    Named b = new Named("b");
    a.then = () -> wheel.disarm(b);
    b.then = () -> wheel.disarm(a);
    wheel.arm(a, ORIGIN + TICK);
    wheel.arm(b, ORIGIN + TICK);
    wheel.onDeadline(ORIGIN + TICK);
    assertEquals(1, fired.size());
    assertFalse(a.isArmed());
    assertFalse(b.isArmed());
  }

  @Test
  void oneThatArmsItselfAtOnceDoesNotHoldUpTheOthers() {
    Named a = new Named("a");
    long now = ORIGIN + 63 * TICK; // the last slot of a turn
    a.then = () -> wheel.arm(a, now);
    Named b = new Named("b");
    wheel.arm(a, now);
    wheel.arm(b, now);
    wheel.onDeadline(now);
    assertEquals(2, fired.size());
    assertTrue(a.isArmed());
    wheel.onDeadline(now + TICK);
    assertEquals(3, fired.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 24, 240, 24 * 365})
  void deadlinesBeyondTheLastWheelFireInTime(long hours) {
    Named a = new Named("a");
    long at = ORIGIN + hours * HOUR;
    wheel.arm(a, at);
    int wakeUps = 0;
    long now = ORIGIN;
    while (a.isArmed()) {
      long next = wheel.nextDeadline();
      assertTrue(next > now, "no progress");
      assertTrue(next <= at + TICK, "late");
      now = next;
      wheel.onDeadline(now);
      wakeUps++;
    }
    assertTrue(wakeUps <= hours / 4 + 8, () -> "woken up too often");
    assertEquals(List.of("a"), fired);
  }

  @Test
  void afterAdvancingNewDeadlinesNeedOneWakeUp() {
    long later = ORIGIN + HOUR + 12_345;
    wheel.advance(later);
    assertEquals(later, wheel.now());
    wheel.arm(new Named("a"), later + 30 * TICK);
    assertTrue(wheel.nextDeadline() >= later + 30 * TICK);
    assertTrue(wheel.nextDeadline() <= later + 31 * TICK);
  }

  @Test
  void advancingSkipsNothing() {
    wheel.arm(new Named("a"), ORIGIN + 100 * TICK);
    wheel.advance(ORIGIN + 200 * TICK);
    wheel.advance(ORIGIN + 300 * TICK);
    assertEquals(List.of(), fired);
    wheel.onDeadline(ORIGIN + 300 * TICK);
    assertEquals(List.of("a"), fired);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void behavesAsASortedListWould(long seed) {
    new Model(new Random(seed)).run(20_000);
  }

  /** Random calls on the wheel, and on a set ordered by time. */
  private final class Model {
    private static final int DEADLINES = 200;

    private final Random random;
    private final List<Numbered> all = new ArrayList<>();
    private final TreeSet<Numbered> pending =
        new TreeSet<>((a, b) ->
            a.dueNanos != b.dueNanos
                ? Long.compare(a.dueNanos, b.dueNanos)
                : Integer.compare(a.number, b.number));
    private long now = ORIGIN;
    private boolean acting = true;

    Model(Random random) {
      this.random = random;
      for (int i = 0; i < DEADLINES; i++) {
        all.add(new Numbered(i));
      }
    }

    private final class Numbered extends Deadline {
      private final int number;
      private long dueNanos;
      private long armedNanos;

      Numbered(int number) {
        this.number = number;
      }

      @Override
      protected void onDeadline(long firedAt) {
        assertEquals(now, firedAt);
        assertTrue(pending.remove(this), "fired without being armed");
        assertTrue(dueNanos <= now, "fired early");
        while (acting && random.nextInt(3) == 0) {
          act();
        }
      }
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        switch (random.nextInt(8)) {
          case 0 -> pass();
          case 1 -> {
            // Time goes by unattended: what is due stays so, and what is new still finds its place.
            now += random.nextLong() >>> (20 + random.nextInt(30));
            wheel.advance(now);
          }
          default -> act();
        }
      }
      acting = false;
      wheel.onDeadline(now);
      while (!pending.isEmpty()) {
        long next = wheel.nextDeadline();
        assertTrue(next > now, "no progress");
        now = next;
        wheel.onDeadline(now);
      }
      assertEquals(DeadlineWheel.NEVER, wheel.nextDeadline());
    }

    private void act() {
      Numbered one = all.get(random.nextInt(DEADLINES));
      pending.remove(one);
      if (random.nextInt(5) == 0) {
        wheel.disarm(one);
      } else {
        one.dueNanos = now - TICK + (random.nextLong() >>> (12 + random.nextInt(40)));
        one.armedNanos = now;
        pending.add(one);
        wheel.arm(one, one.dueNanos);
      }
    }

    private void pass() {
      long next = wheel.nextDeadline();
      assertEquals(pending.isEmpty(), next == DeadlineWheel.NEVER);
      if (!pending.isEmpty()) {
        assertTrue(next <= Math.max(pending.first().dueNanos, now) + TICK, "told too late");
      }
      if (next != DeadlineWheel.NEVER && random.nextBoolean()) {
        now = Math.max(now, next);
      } else {
        now += random.nextLong() >>> (20 + random.nextInt(30));
      }
      wheel.onDeadline(now);
      if (!pending.isEmpty()) {
        Numbered first = pending.first();
        assertTrue(now - Math.max(first.dueNanos, first.armedNanos) < TICK, "forgotten");
      }
    }
  }
}
