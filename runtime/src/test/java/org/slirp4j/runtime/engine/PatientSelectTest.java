package org.slirp4j.runtime.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

class PatientSelectTest {
  private static final long SHORT_NANOS = PatientSelect.PATIENCE_NANOS / 2;
  private static final long LONG_NANOS = PatientSelect.PATIENCE_NANOS * 2;

  private long now;
  private int ready;
  private int looks;
  private final PatientSelect select =
      new PatientSelect() {
        @Override
        long nanos() {
          return now;
        }
      };

  private int ask(boolean hasTasks) throws Exception {
    return select.calculateStrategy(
        () -> {
          looks++;
          return ready;
        },
        hasTasks);
  }

  /** Lets the loop sleep, and events come after that time. */
  private void sleep(long nanos) throws Exception {
    assertEquals(SelectStrategy.SELECT, ask(false));
    now += nanos;
  }

  /** Ends the last sleep and lets the loop begin to look. */
  private void lookAfterShortPauses(int pauses) throws Exception {
    sleep(SHORT_NANOS);
    assertEquals(SelectStrategy.CONTINUE, ask(false));
    for (int i = 1; i < pauses; i++) {
      now += SHORT_NANOS;
      ready = 1;
      assertEquals(1, ask(false));
      ready = 0;
      assertEquals(SelectStrategy.CONTINUE, ask(false));
    }
  }

  /** Nothing comes until the loop sleeps, nor for long after that. */
  private void pauseLong() throws Exception {
    while (ask(false) == SelectStrategy.CONTINUE) {
      now += LONG_NANOS;
    }
    now += LONG_NANOS;
  }

  @Test
  void anIdleLoopSleepsWithoutLooking() throws Exception {
    for (int i = 0; i < 100; i++) {
      sleep(LONG_NANOS);
    }
    assertEquals(0, looks);
  }

  @Test
  void afterAShortPauseItLooksForAMomentAndThenSleeps() throws Exception {
    lookAfterShortPauses(1);
    now += PatientSelect.PATIENCE_NANOS;
    assertEquals(SelectStrategy.CONTINUE, ask(false));
    now += 1;
    assertEquals(SelectStrategy.SELECT, ask(false));
  }

  @Test
  void whatItFindsIsHandedOver() throws Exception {
    lookAfterShortPauses(1);
    ready = 3;
    assertEquals(3, ask(false));
  }

  @Test
  void asManyLongPausesAsThereWereShortOnesEndItsPatience() throws Exception {
    lookAfterShortPauses(3);
    for (int i = 0; i < 2; i++) {
      pauseLong();
    }
    int before = looks;
    pauseLong();
    assertEquals(before + 1, looks);
    pauseLong();
    assertEquals(before + 1, looks);
  }

  @Test
  void aLongTimeOfShortPausesIsForgottenSoon() throws Exception {
    lookAfterShortPauses(10 * PatientSelect.MAX_SCORE);
    for (int i = 0; i < PatientSelect.MAX_SCORE; i++) {
      pauseLong();
    }
    int before = looks;
    pauseLong();
    assertEquals(before, looks);
  }

  @Test
  void tasksAreNotKeptWaiting() throws Exception {
    ready = 0;
    assertEquals(0, ask(true));
    lookAfterShortPauses(1);
    assertEquals(0, ask(true));
  }
}
