package org.slirp4j.runtime.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CostsTest {
  @Test
  void aThreadThatHasBegunCountsInFullAndOneThatHasEndedNotAtAll() {
    Costs.Cpu before = new Costs.Cpu(Map.of(1L, 1_000_000_000L, 2L, 5_000_000_000L));
    Costs.Cpu after = new Costs.Cpu(Map.of(1L, 1_500_000_000L, 3L, 250_000_000L));
    assertEquals(0.75, after.secondsSince(before), 1e-9);
  }

  @Test
  void readsItsOwnProcess() {
    Set<Long> self = Set.of(ProcessHandle.current().pid());
    assertTrue(Costs.cpu(self).secondsSince(new Costs.Cpu(Map.of())) > 0);
    assertTrue(Costs.rssMib(self) > 10);
    assertTrue(Costs.pssMib(self) > 5);
  }

  @Test
  void aProcessThatIsGoneCountsNothing() {
    Set<Long> gone = Set.of(4_194_305L); // above the kernel's PID_MAX_LIMIT
    assertEquals(0, Costs.cpu(gone).secondsSince(new Costs.Cpu(Map.of())));
    assertEquals(0, Costs.rssMib(gone));
  }

  @Test
  void findsAFieldInKib() {
    assertEquals(3_300, Costs.kib("Name:\tx\nVmHWM:\t 9 kB\nVmRSS:\t    3300 kB\n", "VmRSS:"));
    assertEquals(0, Costs.kib("Name:\tx\n", "VmRSS:"));
  }
}
