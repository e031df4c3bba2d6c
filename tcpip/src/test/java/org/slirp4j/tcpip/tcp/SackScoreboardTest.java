package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SackScoreboardTest {
  private static final int SPACE = 3_000;
  private static final int MSS = 40;

  /** Random ranges, and a set of the numbers that they cover. */
  @ParameterizedTest
  @CsvSource({"1,0", "2,-1500", "3,2147482000", "4,-2147483648", "5,12345"})
  void behavesAsASetOfNumbersWould(long seed, int start) {
    Random random = new Random(seed);
    for (int round = 0; round < 25; round++) {
      SackScoreboard board = new SackScoreboard();
      BitSet model = new BitSet(SPACE);
      int una = 0;
      for (int step = 0; step < 150; step++) {
        int from = una + 1 + random.nextInt(SPACE - una - 1);
        int to = Math.min(SPACE, from + 1 + random.nextInt(random.nextBoolean() ? 8 : 200));
        BitSet after = (BitSet) model.clone();
        after.set(from, to);
        if (ranges(after) <= SackScoreboard.MAX_RANGES) {
          assertEquals(
              after.cardinality() - model.cardinality(), board.add(start + from, start + to));
          model = after;
        }
        if (random.nextInt(20) == 0) {
          una += random.nextInt((SPACE - una) / 4);
          board.advance(start + una);
          model.clear(0, una);
        }
        assertLooksLike(board, model, start, una, random);
      }
    }
  }

  private static void assertLooksLike(
      SackScoreboard board, BitSet model, int start, int una, Random random) {
    int from = una + random.nextInt(SPACE - una);
    int to = from + random.nextInt(SPACE - from);
    assertEquals(
        model.get(from, to).cardinality(), board.bytesBetween(start + from, start + to), "held");
    int hole = model.nextClearBit(from);
    assertEquals(start + hole, board.firstHoleFrom(start + from), "first hole");
    int end = model.nextSetBit(hole);
    end = end < 0 || end > SPACE ? SPACE : end;
    assertEquals(start + end, board.holeEnd(start + hole, start + SPACE), "end of the hole");
    assertEquals(start + lostEdge(model, una), board.lostEdge(start + una, MSS), "lost edge");
    assertEquals(model.isEmpty(), board.isEmpty());
  }

  /**
   * RFC 6675, 4, IsLost, number by number: the first that is not lost, and lies in a hole's end.
   */
  private static int lostEdge(BitSet model, int una) {
    int edge = una;
    for (int left = model.nextSetBit(0); left >= 0; ) {
      BitSet above = (BitSet) model.clone();
      above.clear(0, left);
      if (ranges(above) >= 3 || above.cardinality() > 2 * MSS) {
        edge = left;
      }
      left = model.nextSetBit(model.nextClearBit(left));
    }
    return edge;
  }

  private static int ranges(BitSet set) {
    int ranges = 0;
    for (int left = set.nextSetBit(0); left >= 0; left = set.nextSetBit(set.nextClearBit(left))) {
      ranges++;
    }
    return ranges;
  }

  @Test
  void moreRangesThanTheBoundAreIgnored() {
    SackScoreboard board = new SackScoreboard();
    for (int i = 0; i < SackScoreboard.MAX_RANGES; i++) {
      assertEquals(1, board.add(10 * i + 5, 10 * i + 6));
    }
    assertEquals(0, board.add(1_000, 1_010));
    assertEquals(0, board.add(1, 2));
    assertEquals(4, board.add(6, 10), "what touches a range needs no place");
    assertEquals(18, board.add(5, 30), "what joins ranges makes places");
    assertEquals(10, board.add(1_000, 1_010));
  }
}
