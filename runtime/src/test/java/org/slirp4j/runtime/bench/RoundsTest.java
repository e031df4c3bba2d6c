package org.slirp4j.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  @Test
  void eachRoundBeginsWithTheNextRival() {
    List<String> rivals = List.of("a", "b", "c");
    assertEquals(List.of("a", "b", "c"), Rounds.order(rivals, 1));
    assertEquals(List.of("b", "c", "a"), Rounds.order(rivals, 2));
    assertEquals(List.of("c", "a", "b"), Rounds.order(rivals, 3));
    assertEquals(List.of("a", "b", "c"), Rounds.order(rivals, 4));
  }
}
