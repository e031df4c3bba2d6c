package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Byte streams between two stacks on a bad wire arrive whole, or the connection ends. */
class TcpSimulationTest {
  private static final long SEEDS = Long.getLong("simulation.seeds", 300);

  /** Seeds of which every frame is decoded by somebody else's decoder. */
  private static final int CHECKED_SEEDS = 30;

  /** How many seeds of IPv4 there are for each of IPv6. */
  private static final int V6_SHARE = 4;

  @Test
  void streamsArriveWhole() {
    assertEquals(0, simulateAll(SEEDS, false), "connections that nobody wanted to end");
  }

  @Test
  void streamsArriveWholeOverIpv6() {
    assertEquals(0, simulateAll(SEEDS / V6_SHARE, true), "connections that nobody wanted to end");
  }

  private static int simulateAll(long seeds, boolean v6) {
    long only = Long.getLong("simulation.seed", 0);
    int died = 0;
    for (long seed = only == 0 ? 1 : only; seed <= (only == 0 ? seeds : only); seed++) {
      died += simulate(seed, seed <= CHECKED_SEEDS, v6);
    }
    return died;
  }

  private static int simulate(long seed, boolean checked, boolean v6) {
    try {
      Simulation simulation = new Simulation(seed, checked, v6);
      simulation.run();
      return simulation.died();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("-Dsimulation.seed=" + seed + ": " + e, e);
    }
  }
}
