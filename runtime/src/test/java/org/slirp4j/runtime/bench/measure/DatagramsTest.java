package org.slirp4j.runtime.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class DatagramsTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void whatDrainsFromAQueueLaterIsDividedByThatTimeToo() {
    Datagrams.Step step = new Datagrams.Step(1_000, SECOND, 1_000, 4 * SECOND, 0);
    assertEquals(250, step.delivered());
    assertEquals(1_000, step.offered());
    assertTrue(step.isLossless());
  }

  @Test
  void aFewThatComeFastAreNoFasterThanTheirSender() {
    Datagrams.Step step = new Datagrams.Step(1_000, SECOND, 10, SECOND / 1_000, 0);
    assertEquals(10, step.delivered());
    assertFalse(step.isLossless());
  }

  @Test
  void ofTwoTrialsTheOneThatLostLessCounts() {
    Datagrams.Step bad = new Datagrams.Step(1_000, SECOND, 500, SECOND, 0);
    Datagrams.Step good = new Datagrams.Step(800, SECOND, 700, SECOND, 0);
    assertEquals(good, bad.better(good));
    assertEquals(good, good.better(bad));
  }
}
