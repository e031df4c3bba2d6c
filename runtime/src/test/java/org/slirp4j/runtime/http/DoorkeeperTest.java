package org.slirp4j.runtime.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slirp4j.tapdev.libc.ProcessCalls;

/** Who is let in; what containers get is in ClientIT. */
final class DoorkeeperTest {
  private final List<String> log = new ArrayList<>();
  private final Doorkeeper doorkeeper = new Doorkeeper(log::add);

  @Test
  void aProgramBesideTheDaemonIsLetInWhileItLives() throws Exception {
    Process program = new ProcessBuilder("sleep", "60").start();
    Peer peer = new Peer((int) program.pid(), 0);
    try {
      assertTrue(doorkeeper.test(peer));
    } finally {
      program.destroyForcibly().waitFor();
    }
    assertFalse(doorkeeper.test(peer));
    assertEquals(1, log.size());
    assertTrue(log.getFirst().endsWith(": it has ended"), log::toString);
  }

  @Test
  void theDaemonItselfIsAForward() {
    assertFalse(doorkeeper.test(new Peer((int) ProcessHandle.current().pid(), 0)));
    assertTrue(log.getFirst().contains("a forward leads there"), log::toString);
  }

  @Test
  void whoCannotBeSeenFromHereIsLetIn() {
    assertTrue(doorkeeper.test(new Peer(0, 0)));
  }

  /** As a container's program does that is executed from a file which it may not read. */
  @Test
  void whoHidesIsNotLetIn() {
    assumeTrue(ProcessCalls.geteuid() != 0, "nobody can hide from root");
    assumeTrue(Doorkeeper.HIDDEN_ARE_CONTAINERS, "this is a container");
    assertFalse(doorkeeper.test(new Peer(1, ProcessCalls.geteuid())));
    assertTrue(log.getFirst().endsWith(": its namespaces cannot be looked at"), log::toString);
    assertTrue(doorkeeper.test(new Peer(1, 0)));
  }

  @Test
  void theLogIsNotFlooded() {
    for (int i = 0; i < 100; i++) {
      doorkeeper.test(new Peer((int) ProcessHandle.current().pid(), 0));
    }
    assertEquals(1, log.size());
  }
}
