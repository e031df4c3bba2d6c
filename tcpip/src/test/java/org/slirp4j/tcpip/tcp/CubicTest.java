package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Window growth after losses, beside the formulas of RFC 9438 in floating point. */
class CubicTest {
  private static final long MILLI = 1_000_000;

  // checklist: 5, RFC 9438, 4.2 to 4.5: concave, plateau, convex
  @ParameterizedTest
  @CsvSource({"1448,2000,50", "1448,20000,100", "536,3000,20", "65468,2000,30"})
  void theWindowFollowsTheThirdPowerOfTime(int mss, int segments, long rttMillis) {
    Cubic cubic = new Cubic();
    int lossAt = segments * mss;
    int cwnd = Cubic.reduced(lossAt);
    cubic.onLoss(lossAt, false);
    double k = Math.cbrt(segments * 0.3 / 0.4);
    for (long t = 0; t < 2_000 * k; t += rttMillis) {
      cwnd = cubic.grow(cwnd, cwnd, mss, rttMillis * MILLI, t * MILLI);
      double seconds = (t + rttMillis) / 1e3 - k;
      double expected = segments + 0.4 * seconds * seconds * seconds;
      assertEquals(expected, (double) cwnd / mss, 0.01 * segments + 1, "after " + t + " ms");
    }
    assertTrue(cwnd > lossAt, "it goes on beyond the last loss");
  }

  // RFC 9438, 4.3: short round trips and small windows are Reno's
  @Test
  void itIsNotSlowerThanReno() {
    int mss = 1448;
    Cubic cubic = new Cubic();
    cubic.onLoss(20 * mss, false);
    int begin = Cubic.reduced(20 * mss);
    int cwnd = begin;
    for (int trip = 1; trip <= 10; trip++) {
      cwnd = cubic.grow(cwnd, cwnd, mss, MILLI, trip * MILLI);
      assertEquals(begin + trip * mss * 9.0 / 17, cwnd, mss, "trip " + trip);
    }
    for (int trip = 11; trip <= 30; trip++) {
      int before = cwnd;
      cwnd = cubic.grow(cwnd, cwnd, mss, MILLI, trip * MILLI);
      if (before > 20 * mss) {
        assertEquals(before + mss, cwnd, 2, "a segment a trip beyond cwnd_prior");
      }
    }
    assertTrue(cwnd > 25 * mss);
  }

  // RFC 9438, 4.7
  @Test
  void aSecondLossBelowTheFirstGivesWay() {
    int mss = 1000;
    Cubic cubic = new Cubic();
    cubic.onLoss(1_000 * mss, false);
    cubic.onLoss(800 * mss, false);
    int cwnd = Cubic.reduced(800 * mss);
    double wMax = 800 * 0.85;
    long k = Math.round(1e3 * Math.cbrt((wMax - 560) / 0.4));
    for (long t = 0; t <= k; t += 50) {
      cwnd = cubic.grow(cwnd, cwnd, mss, 50 * MILLI, t * MILLI);
    }
    assertEquals(wMax, (double) cwnd / mss, 3);
  }

  // RFC 9438, 4.8: K is 0 after a time-out
  @Test
  void afterATimeOutItBeginsWhereSlowStartEnded() {
    int mss = 1000;
    Cubic cubic = new Cubic();
    cubic.onLoss(1_000 * mss, true);
    int cwnd = 700 * mss;
    for (long t = 0; t <= 5_000; t += 50) {
      cwnd = cubic.grow(cwnd, cwnd, mss, 50 * MILLI, t * MILLI);
    }
    assertEquals(700 + 0.4 * 5.05 * 5.05 * 5.05, (double) cwnd / mss, 8);
  }

  @Test
  void aPauseIsNoTimeToGrowIn() {
    int mss = 1448;
    int[] ends = new int[2];
    for (int pause = 0; pause < 2; pause++) {
      Cubic cubic = new Cubic();
      cubic.onLoss(2_000 * mss, false);
      int cwnd = Cubic.reduced(2_000 * mss);
      for (long t = 0; t < 2_000; t += 50) {
        long now = t + (t >= 1_000 ? pause * 60_000L : 0);
        cwnd = cubic.grow(cwnd, cwnd, mss, 50 * MILLI, now * MILLI);
      }
      ends[pause] = cwnd;
    }
    assertEquals(ends[0], ends[1], ends[0] / 50.0);
  }

  @Test
  void nothingOverflowsHoweverLargeAndLong() {
    Cubic cubic = new Cubic();
    int cwnd = CongestionControl.MAX_WINDOW_BYTES;
    cubic.onLoss(cwnd, false);
    cwnd = Cubic.reduced(cwnd);
    long now = Long.MAX_VALUE - 5_000 * MILLI; // the clock passes its largest value
    for (int i = 0; i < 10_000; i++) {
      int before = cwnd;
      now += (i % 10) * (100 * MILLI);
      cwnd = cubic.grow(cwnd, cwnd, 65_468, 100 * MILLI, now);
      assertTrue(cwnd >= before, "trip " + i);
      cwnd = Math.min(cwnd, CongestionControl.MAX_WINDOW_BYTES);
    }
    assertEquals(CongestionControl.MAX_WINDOW_BYTES, cwnd);
  }
}
