package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much a connection carries over a simulated wire, beside what theory says it can. */
class ThroughputTest {
  private static final int MSS = 1448;
  private static final long MILLISECOND = 1_000_000;

  /**
   * The greater of RFC 9438's two windows for a random loss of each segment with probability {@code
   * p}, in segments: figure 5 of 5.1 (CUBIC), and the Reno-friendly one of 4.3.
   */
  private static double theoreticalWindow(double p, double rttSeconds) {
    double cubic = 1.054 * Math.pow(rttSeconds, 0.75) / Math.pow(p, 0.75);
    double alpha = 9.0 / 17;
    double beta = 0.7;
    double friendly = Math.sqrt(alpha * (1 + beta) / (2 * (1 - beta) * p));
    return Math.max(cubic, friendly);
  }

  @ParameterizedTest
  @CsvSource({"1,1,50,6", "2,1,50,6", "3,1,50,6", "4,3,50,6", "5,0.1,50,40", "6,1,5,6"})
  void randomLossesCostNoMoreThanTheorySays(
      long seed, double percent, long rttMillis, int megabytes) {
    Simulation simulation =
        new Simulation(seed, Wire.lossy(rttMillis * MILLISECOND / 2, percent / 100));
    double rate = transfer(seed, simulation, megabytes);
    double window = theoreticalWindow(percent / 100, rttMillis / 1e3);
    double theory = window * MSS / (rttMillis / 1e3);
    // The only place where this can be recorded for whoever reads the build's log.
    System.out.printf(
        "seed %d: %.1f %% loss, %d ms: %.0f KB/s, theory %.0f KB/s (%.1f segments): %.0f %%%n",
        seed, percent, rttMillis, rate / 1e3, theory / 1e3, window, 100 * rate / theory);
    assertTrue(rate > 0.7 * theory, () -> "seed " + seed + ": " + rate + " of " + theory);
    assertTrue(rate < 3 * theory, () -> "seed " + seed + " is too fast to be fair: " + rate);
  }

  @ParameterizedTest
  @CsvSource({"1,1250000,20,1,6", "2,1250000,50,1,6", "3,1250000,50,0.3,6", "4,12500000,20,1,20"})
  void aSlowWireIsKeptBusy(
      long seed, long bytesPerSecond, long rttMillis, double queue, int megabytes) {
    int product = (int) (bytesPerSecond * rttMillis / 1_000);
    Wire wire =
        Wire.slow(rttMillis * MILLISECOND / 2, bytesPerSecond, (int) (product * queue) + 3 * 1514);
    double rate = transfer(seed, new Simulation(seed, wire), megabytes);
    double most = bytesPerSecond * (double) MSS / 1514;
    System.out.printf(
        "seed %d: %d KB/s, %d ms, queue of %.1f: %.0f KB/s: %.0f %%%n",
        seed, bytesPerSecond / 1_000, rttMillis, queue, rate / 1e3, 100 * rate / most);
    assertTrue(rate > (queue < 1 ? 0.75 : 0.85) * most, () -> "seed " + seed + ": " + rate);
  }

  private static double transfer(long seed, Simulation simulation, int megabytes) {
    try {
      return simulation.transfer(megabytes << 20);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }
}
