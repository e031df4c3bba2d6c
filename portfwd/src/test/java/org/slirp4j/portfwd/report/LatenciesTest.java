package org.slirp4j.portfwd.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void boundsGrowFromTenMicrosecondsToTenSeconds() {
    assertEquals(10_000, Latencies.boundNanos(0));
    assertEquals(20_000, Latencies.boundNanos(1));
    assertEquals(50_000, Latencies.boundNanos(2));
    assertEquals(100_000, Latencies.boundNanos(3));
    assertEquals(10_000_000_000L, Latencies.boundNanos(Latencies.buckets() - 2));
    assertEquals(Long.MAX_VALUE, Latencies.boundNanos(Latencies.buckets() - 1));
    for (int i = 1; i < Latencies.buckets(); i++) {
      assertTrue(Latencies.boundNanos(i) > Latencies.boundNanos(i - 1), "bucket " + i);
    }
  }

  @Test
  void aDurationIsCountedInTheFirstBucketThatTakesIt() {
    latencies.record(0);
    latencies.record(10_000);
    latencies.record(10_001);
    latencies.record(3_600_000_000_000L);
    assertEquals(2, latencies.count(0));
    assertEquals(1, latencies.count(1));
    assertEquals(1, latencies.count(Latencies.buckets() - 1));
    assertEquals(3_600_000_020_001L, latencies.sumNanos());
  }
}
