package org.slirp4j.runtime.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long MIB = 1 << 20;
  private static final long TOTAL = 1024 * MIB;

  private final MemoryBudget budget = new MemoryBudget(TOTAL);

  /** Takes pieces for an engine until it is refused, or has {@code most}; returns what it has. */
  private long takeAll(long most) {
    long has = 0;
    while (has < most && budget.take(has, MIB)) {
      has += MIB;
    }
    return has;
  }

  @Test
  void fewGreedyEnginesGetWhatTheirOwnLimitsAllow() {
    for (int i = 0; i < 6; i++) {
      assertEquals(144 * MIB, takeAll(144 * MIB), "engine " + i);
    }
  }

  @Test
  void fiftyGreedyEnginesStayWithinTheTotalAndLeaveAShareForTheNext() {
    long all = 0;
    for (int i = 0; i < 50; i++) {
      long has = takeAll(144 * MIB);
      assertTrue(has >= MemoryBudget.SURE_BYTES, "engine " + i + " has " + has);
      all += has;
    }
    assertTrue(all <= TOTAL + 50 * MemoryBudget.SURE_BYTES, "all have " + all);
    assertTrue(takeAll(144 * MIB) >= MemoryBudget.SURE_BYTES);
  }

  @Test
  void whatIsObtainableIsGranted() {
    long has = takeAll(100 * MIB);
    long more = budget.obtainable(has);
    assertFalse(budget.take(has, more + 1));
    assertTrue(budget.take(has, more));
    assertTrue(budget.obtainable(has + more) < 10, "no more than that");
    budget.giveBack(has + more);
    assertEquals(TOTAL, budget.free());
  }
}
