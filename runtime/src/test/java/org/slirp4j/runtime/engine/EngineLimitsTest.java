package org.slirp4j.runtime.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** One engine among others may have less than they, and never more. */
final class EngineLimitsTest {
  private final EngineLimits all = EngineLimits.ALONE;

  @Test
  void nothingIsLessThanWhatGoesForAll() {
    assertEquals(all, all.within(0, 0));
    assertEquals(all, all.within(1_000_000, 65_536));
  }

  @Test
  void anEngineHasLess() {
    EngineLimits less = all.within(100, 9);
    assertEquals(100, less.maxSockets());
    assertEquals(128, less.maxLargeBuffers());
    assertEquals(512, less.maxSmallBuffers());
    assertEquals(all.stack(), less.stack());
    EngineLimits least = all.within(16, 4);
    assertTrue(least.maxLargeBuffers() >= 56 && least.maxSmallBuffers() >= 227, least::toString);
  }
}
