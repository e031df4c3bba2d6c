package org.slirp4j.portfwd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SocketBudgetTest {
  private static final int SOCKETS = 12_800;
  private static final int SURE = 100;

  private final SocketBudget budget = new SocketBudget(SOCKETS, HostLimits.FILES);

  /** Takes sockets for a container until it is refused; returns how many it has. */
  private int takeAll(int open) {
    int has = open;
    while (budget.grants(has)) {
      budget.taken(++has);
    }
    return has;
  }

  @Test
  void oneGreedyContainerGetsNearlyAllAndLeavesSomethingForOthers() {
    assertTrue(budget.join());
    int greedy = takeAll(0);
    assertTrue(greedy > SOCKETS * 8 / 9, "it got " + greedy);
    assertTrue(budget.join(), "another one can come");
    assertTrue(takeAll(0) > SURE, "and gets more than it is sure of");
  }

  @Test
  void whatAContainerIsSureOfItHasWhateverTheOthersTake() {
    for (int i = 0; i < 20; i++) {
      assertTrue(budget.join());
    }
    for (int i = 0; i < 19; i++) {
      takeAll(0);
    }
    assertTrue(takeAll(0) >= SURE);
  }

  @Test
  void containersThatCouldNotBeSureOfAnythingAreRefused() {
    int joined = 0;
    while (budget.join()) {
      joined++;
    }
    assertEquals(SOCKETS / SURE, joined);
    budget.leave();
    assertTrue(budget.join());
    assertFalse(budget.join());
  }

  @Test
  void howManyAContainerCouldHaveIsToldBeforehandAndOnTheWay() {
    assertTrue(budget.join());
    assertTrue(budget.join());
    int other = takeAll(0);
    int told = budget.most(0);
    int has = 0;
    while (budget.grants(has)) {
      assertEquals(told, budget.most(has), 1, "with " + has);
      budget.taken(++has);
    }
    assertEquals(told, has, 2, "beside " + other);
  }

  @Test
  void everythingComesBack() {
    assertTrue(budget.join());
    int has = takeAll(0);
    while (has > 0) {
      budget.returned(has--);
    }
    budget.leave();
    assertEquals(SOCKETS, budget.free());
  }
}
