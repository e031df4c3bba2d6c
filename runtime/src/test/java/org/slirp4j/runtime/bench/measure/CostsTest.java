package org.slirp4j.runtime.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CostsTest {
  @Test
  void aThreadThatHasBegunCountsInFullAndOneThatHasEndedByItsProcess() {
    Map<Long, Long> threads = Map.of(1L, 1_000_000_000L, 2L, 5_000_000_000L);
    Costs.Cpu before = new Costs.Cpu(threads, Map.of(1L, 7_000_000_000L));
    Map<Long, Long> later = Map.of(1L, 1_500_000_000L, 3L, 250_000_000L);
    Costs.Cpu withoutLoss = new Costs.Cpu(later, Map.of(1L, 7_770_000_000L));
    assertEquals(0.75, withoutLoss.secondsSince(before), 1e-9);
    Costs.Cpu withLoss = new Costs.Cpu(later, Map.of(1L, 7_780_000_000L));
    assertEquals(0.78, withLoss.secondsSince(before), 1e-9);
  }

  @Test
  void aProcessHasItsUserAndItsSystemTime() {
    String stat = "7 (a b) c) S 1 7 7 0 -1 4194560 1 2 3 4 10 20 300 4000 20 0 9 0 5 6 7";
    assertEquals(300_000_000, Costs.processNanos(stat));
    assertEquals(0, Costs.processNanos(""));
  }

  @Test
  void readsItsOwnProcess() {
    Set<Long> self = Set.of(ProcessHandle.current().pid());
    assertTrue(Costs.cpu(self).secondsSince(new Costs.Cpu(Map.of(), Map.of())) > 0);
    assertTrue(Costs.rssMib(self) > 10);
    assertTrue(Costs.pssMib(self) > 5);
  }

  @Test
  void aProcessThatIsGoneCountsNothing() {
    Set<Long> gone = Set.of(4_194_305L); // above the kernel's PID_MAX_LIMIT
    assertEquals(0, Costs.cpu(gone).secondsSince(new Costs.Cpu(Map.of(), Map.of())));
    assertEquals(0, Costs.rssMib(gone));
  }

  @Test
  void findsAFieldInKib() {
    assertEquals(3_300, Costs.kib("Name:\tx\nVmHWM:\t 9 kB\nVmRSS:\t    3300 kB\n", "VmRSS:"));
    assertEquals(0, Costs.kib("Name:\tx\n", "VmRSS:"));
  }
}
