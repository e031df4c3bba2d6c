package org.slirp4j.tcpip.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.time.DeadlineWheel;
import org.slirp4j.tcpip.wire.EthernetFrame;

class NeighboursTest {
  private static final long MAC = 0x0242_ac11_0002L;

  private final DeadlineWheel wheel = new DeadlineWheel(0);
  private final Neighbours neighbours = new Neighbours(99, wheel);

  private static long low(int host) {
    return IpAddress.v4Low(0x0a00_0000 | host);
  }

  @Test
  void whoWasNeverHeardOfIsUnknown() {
    assertEquals(Neighbours.UNKNOWN, neighbours.find(0, low(1)));
    assertEquals(Neighbours.UNKNOWN, neighbours.find(0, 0));
  }

  @Test
  void whoMovedIsFoundAtTheNewPlace() {
    neighbours.learn(0, low(1), MAC);
    assertEquals(MAC, neighbours.find(0, low(1)));
    neighbours.learn(0, low(1), MAC + 1);
    assertEquals(MAC + 1, neighbours.find(0, low(1)));
    neighbours.learn(0, low(1), MAC);
    assertEquals(MAC, neighbours.find(0, low(1)));
  }

  @Test
  void familiesAreKeptApart() {
    neighbours.learn(0, low(1), MAC);
    neighbours.learn(1, low(1), MAC + 1);
    assertEquals(MAC, neighbours.find(0, low(1)));
    assertEquals(MAC + 1, neighbours.find(1, low(1)));
  }

  @Test
  void groupsAndNobodyTeachNothing() {
    neighbours.learn(0, low(1), 0);
    neighbours.learn(0, low(2), 0x0100_5e00_0001L);
    neighbours.learn(0, low(3), EthernetFrame.BROADCAST);
    for (int host = 1; host <= 3; host++) {
      assertEquals(Neighbours.UNKNOWN, neighbours.find(0, low(host)));
    }
  }

  @Test
  void aHandfulIsAlwaysKnownWhateverElseIsHeardOnceOnly() {
    // Whoever speaks now and then is not pushed out by a scan with made-up sources.
    for (int round = 0; round < 10_000; round++) {
      if (round % 3 == 0) {
        neighbours.learn(0, low(7), MAC);
        assertEquals(MAC, neighbours.find(0, low(7)));
      }
      neighbours.learn(0, low(1000 + round), MAC + 2);
      assertEquals(MAC + 2, neighbours.find(0, low(1000 + round)));
    }
  }

  @Test
  void whoWasSilentForLongIsAskedAboutOnceInAWhile() {
    neighbours.learn(0, low(1), MAC);
    neighbours.learn(0, low(2), MAC);
    wheel.advance(Neighbours.QUIET_NANOS - 1);
    neighbours.learn(0, low(2), MAC);
    neighbours.find(0, low(1));
    assertFalse(neighbours.wasFoundQuiet());
    wheel.advance(Neighbours.QUIET_NANOS);
    neighbours.find(0, low(1));
    assertTrue(neighbours.wasFoundQuiet());
    assertFalse(neighbours.wasFoundQuiet(), "asked already");
    neighbours.find(0, low(2));
    assertFalse(neighbours.wasFoundQuiet(), "heard of meanwhile");
    assertEquals(MAC, neighbours.find(0, low(1)), "holds all the same");
    wheel.advance(2 * Neighbours.QUIET_NANOS);
    assertTrue(neighbours.wasFoundQuiet());
  }

  @Test
  void remembersAsManyAsItsBoundAllowsMoreOrLess() {
    for (int host = 0; host < Neighbours.MAX_NEIGHBOURS / 4; host++) {
      neighbours.learn(0, low(host), MAC + host);
    }
    int known = 0;
    for (int host = 0; host < Neighbours.MAX_NEIGHBOURS / 4; host++) {
      known += neighbours.find(0, low(host)) == MAC + host ? 1 : 0;
    }
    assertTrue(known >= Neighbours.MAX_NEIGHBOURS / 4 - 2, "known: " + known);
  }
}
