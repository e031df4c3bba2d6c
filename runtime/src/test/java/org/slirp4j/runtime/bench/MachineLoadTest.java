package org.slirp4j.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class MachineLoadTest {
  @Test
  void addsUpAllProcessorsButGuestsTwice() {
    Ticks ticks = Ticks.parse("cpu  10 20 30 400 5 6 7 8 100 100\ncpu0 1 2 3 4 5 6 7 8 0 0\n");
    assertEquals(new Ticks(486, 405, 8), ticks);
  }

  @Test
  void anotherKernelsFileCountsNothing() {
    assertEquals(new Ticks(0, 0, 0), Ticks.parse("cpu 1 2\n"));
  }

  @Test
  void othersBeforeAndDuringTheRunAreNoted() {
    assertEquals("", MachineLoad.whenBusy(10, 10, 10));
    assertEquals("before the run", MachineLoad.whenBusy(11, 0, 0));
    assertEquals("with other things during the run", MachineLoad.whenBusy(0, 11, 0));
    assertEquals("with other things during the run", MachineLoad.whenBusy(0, 0, 11));
    assertEquals("before and during the run", MachineLoad.whenBusy(11, 11, 0));
  }

  @Test
  void aProcessorHasAModelOrNone() {
    String text = "processor\t: 0\nmodel name\t: A Chip @ 2 GHz\nflags : x\nmodel name\t: B\n";
    assertEquals("A Chip @ 2 GHz", MachineLoad.model(text));
    assertEquals("", MachineLoad.model("processor\t: 0\nCPU part\t: 0xd0c\n"));
  }

  @Test
  void countsWhatChildrenHaveTaken() {
    String stat = "7 (a b) c) S 1 7 7 0 -1 4194560 1 2 3 4 10 20 300 4000 20 0 9 0 5 6 7";
    assertEquals(4_330, LoadMeter.ownTicks(stat));
  }
}
