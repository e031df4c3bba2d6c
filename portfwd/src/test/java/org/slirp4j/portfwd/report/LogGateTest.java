package org.slirp4j.portfwd.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often a line may come. */
class LogGateTest {
  @Test
  void firstLineComesAtOnceAndTheNextAfterTheInterval() {
    List<String> lines = new ArrayList<>();
    LogGate gate = new LogGate(lines::add);
    long now = Long.MAX_VALUE - 1;
    for (int second = 0; second <= 30; second++) {
      if (gate.opens(now + TimeUnit.SECONDS.toNanos(second))) {
        gate.warn("trouble");
      }
    }
    assertEquals(List.of("trouble", "trouble (and 29 times more before)"), lines);
  }
}
