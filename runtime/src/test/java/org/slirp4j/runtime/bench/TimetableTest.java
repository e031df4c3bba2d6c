package org.slirp4j.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TimetableTest {
  private long nowNanos;
  private final Timetable table = new Timetable(new long[] {1_000, 2_000}, 3, () -> nowNanos);

  private void doStep(int step, int millis) {
    table.begin(step);
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    table.end();
  }

  @Test
  void firstAllIsAsExpected() {
    assertEquals(9_000, table.leftMillis());
  }

  @Test
  void aStepWillTakeAsLongAsTheLastTime() {
    doStep(0, 1_500);
    assertEquals(2 * 1_500 + 3 * 2_000, table.leftMillis());
    doStep(1, 500);
    assertEquals(2 * 1_500 + 2 * 500, table.leftMillis());
    doStep(0, 700);
    assertEquals(700 + 2 * 500, table.leftMillis());
  }

  @Test
  void aStepThatTakesLongerThanExpectedHasNothingLeft() {
    table.begin(0);
    nowNanos += TimeUnit.MILLISECONDS.toNanos(400);
    assertEquals(8_600, table.leftMillis());
    nowNanos += TimeUnit.MILLISECONDS.toNanos(4_000);
    assertEquals(8_000, table.leftMillis());
  }

  @Test
  void inTheEndNothingIsLeft() {
    for (int round = 0; round < 3; round++) {
      doStep(0, 10);
      doStep(1, 10);
    }
    assertEquals(0, table.leftMillis());
  }
}
