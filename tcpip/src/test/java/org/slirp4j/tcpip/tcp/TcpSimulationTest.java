package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Byte streams between two stacks on a bad wire arrive whole, or the connection ends. */
class TcpSimulationTest {
  private static final long SEEDS = Long.getLong("simulation.seeds", 300);

  /** Seeds of which every frame is decoded by somebody else's decoder. */
  private static final int CHECKED_SEEDS = 30;

  @Test
  void streamsArriveWhole() {
    long only = Long.getLong("simulation.seed", 0);
    int died = 0;
    for (long seed = only == 0 ? 1 : only; seed <= (only == 0 ? SEEDS : only); seed++) {
      died += simulate(seed, seed <= CHECKED_SEEDS);
    }
    assertEquals(0, died, "connections that nobody wanted to end");
  }

  private static int simulate(long seed, boolean checked) {
    try {
      Simulation simulation = new Simulation(seed, checked);
      simulation.run();
      return simulation.died();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("-Dsimulation.seed=" + seed + ": " + e, e);
    }
  }
}
