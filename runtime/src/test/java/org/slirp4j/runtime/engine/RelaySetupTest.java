package org.slirp4j.runtime.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many sockets a process may have. */
final class RelaySetupTest {
  private static final int ENOUGH_HEAP = 1_000_000;

  @ParameterizedTest
  @ValueSource(ints = {64, 200, 256, 1_024, 4_096, 20_000, 1_048_576, Integer.MAX_VALUE})
  void someFilesAreLeftForOthersAndMostAreNot(int files) {
    int sockets = RelaySetup.maxSockets(files, Integer.MAX_VALUE);
    assertTrue(sockets >= files * 2L / 5, () -> sockets + " of " + files);
    assertTrue(files - sockets >= Math.min(files / 2, 160), () -> sockets + " of " + files);
  }

  @Test
  void whatIsToldToRaiseIsWhatBounds() {
    EngineLimits alone = EngineLimits.ALONE;
    String heap = RelaySetup.limits(1_000_000, 20_000, alone).remedy();
    assertTrue(heap.contains("-Xmx") && !heap.contains("files"), heap);
    String files = RelaySetup.limits(1_024, 20_000, alone).remedy();
    assertTrue(files.contains("ulimit -n") && !files.contains("-Xmx"), files);
    String own = RelaySetup.limits(1_000_000, 20_000, alone.within(100, 0)).remedy();
    assertTrue(own.contains("this container"), own);
    assertEquals(heap, EngineLimits.sharedSockets(50_000, 20_000).remedy());
    assertEquals(files, EngineLimits.sharedSockets(1_000, 20_000).remedy());
  }

  @Test
  void thereAreNoMoreThanTheHeapHasPlaceFor() {
    assertEquals(1_000, RelaySetup.maxSockets(ENOUGH_HEAP, 1_000));
  }
}
