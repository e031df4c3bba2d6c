package org.slirp4j.runtime.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a thread's status says about what it may do. */
final class ThreadStatusTest {
  private static ThreadStatus status(String inh, String prm, String eff, String bnd, int privs) {
    return new ThreadStatus(
        "Name:\tjava\nPid:\t7\nSigBlk:\t0000000000000004\nCapInh:\t"
            + inh
            + "\nCapPrm:\t"
            + prm
            + "\nCapEff:\t"
            + eff
            + "\nCapBnd:\t"
            + bnd
            + "\nCapAmb:\t0000000000000000\nNoNewPrivs:\t"
            + privs
            + "\nSeccomp:\t0\n");
  }

  private static final String NONE = "0000000000000000";
  private static final String BIND = "0000000000000400";
  private static final String ALL = "000001ffffffffff";

  @Test
  void isConfinedWithNothingButTheLowPorts() {
    assertTrue(status(NONE, BIND, BIND, BIND, 1).isConfined());
    assertTrue(status(NONE, NONE, NONE, NONE, 1).isConfined());
  }

  @Test
  void isNotConfinedWithAnythingElse() {
    assertFalse(status(ALL, BIND, BIND, BIND, 1).isConfined());
    assertFalse(status(NONE, ALL, BIND, BIND, 1).isConfined());
    assertFalse(status(NONE, BIND, ALL, BIND, 1).isConfined());
    assertFalse(status(NONE, BIND, BIND, ALL, 1).isConfined());
    assertFalse(status(NONE, BIND, BIND, BIND, 0).isConfined());
  }

  @Test
  void threadThatHasEndedHasNothingLeft() {
    assertTrue(ThreadStatus.of("0").isConfined());
  }

  @Test
  void threadThatCannotBeLookedAtIsNotConfined() {
    assertFalse(ThreadStatus.read("/proc/self/task").isConfined(), "a folder cannot be read");
    assertTrue(ThreadStatus.read("/proc/self/task/0/status").isConfined());
  }

  @Test
  void tellsWhetherASandboxCanBeMade() {
    assertTrue(status(NONE, ALL, ALL, ALL, 0).hasCapabilities(Capabilities.NEEDED));
    assertFalse(status(NONE, ALL, BIND, ALL, 0).hasCapabilities(Capabilities.NEEDED));
  }

  @Test
  void readsTheSignalMask() {
    assertEquals(4, status(NONE, NONE, NONE, NONE, 0).blockedSignals());
  }

  @Test
  void readsThisProcess() {
    assertFalse(ThreadStatus.ofProcess().hasCapabilities(-1));
  }
}
