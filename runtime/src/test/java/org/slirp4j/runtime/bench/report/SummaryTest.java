package org.slirp4j.runtime.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SummaryTest {
  @Test
  void medianOfAnOddNumberIsTheOneInTheMiddle() {
    assertEquals(new Summary(3, 2, 1, 30), Summary.of(List.of(30.0, 1.0, 2.0)));
  }

  @Test
  void medianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertEquals(new Summary(4, 2.5, 1, 4), Summary.of(List.of(4.0, 1.0, 3.0, 2.0)));
  }

  @Test
  void oneSampleIsAllOfIt() {
    assertEquals(new Summary(1, 7, 7, 7), Summary.of(List.of(7.0)));
  }

  @Test
  void thereIsNoneOfNothing() {
    assertThrows(IllegalArgumentException.class, () -> Summary.of(List.of()));
  }
}
