package org.slirp4j.tcpip.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketIdsTest {
  @Test
  void noNumberComesAgainBeforeAllHaveCome() {
    PacketIds ids = new PacketIds(0x0123_4567_89ab_cdefL, 16);
    BitSet seen = new BitSet();
    for (int i = 0; i < 65_536; i++) {
      seen.set(ids.next());
    }
    assertEquals(65_536, seen.cardinality());
    assertEquals(65_536, seen.length());
  }

  @Test
  void numbersOf32BitsDoNotComeAgainEither() {
    PacketIds ids = new PacketIds(0x0123_4567_89ab_cdefL, 32);
    Set<Integer> seen = new HashSet<>();
    int high = 0;
    for (int i = 0; i < 200_000; i++) {
      int id = ids.next();
      seen.add(id);
      high += id < 0 ? 1 : 0;
    }
    assertEquals(200_000, seen.size());
    assertTrue(high > 90_000 && high < 110_000, high + " in the upper half");
  }

  @Test
  void differentKeysGiveDifferentOrders() {
    PacketIds one = new PacketIds(1, 16);
    PacketIds other = new PacketIds(2, 16);
    int same = 0;
    int successors = 0;
    int before = 0;
    for (int i = 0; i < 65_536; i++) {
      int id = one.next();
      same += id == other.next() ? 1 : 0;
      successors += id == before + 1 ? 1 : 0;
      before = id;
    }
    assertTrue(same < 20, "the same in " + same + " places");
    assertTrue(successors < 20, "counting up in " + successors + " places");
  }
}
