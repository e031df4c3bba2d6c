package org.slirp4j.runtime.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals();

  private void add(int run, long... numbers) {
    for (long number : numbers) {
      arrivals.add(run, number, 0);
    }
  }

  private String of(int run) {
    return arrivals.distinct(run) + " and " + arrivals.duplicates(run) + " twice";
  }

  @Test
  void countsEachOnceInWhateverOrderTheyCome() {
    add(1, 2, 0, 1, 4);
    assertEquals("4 and 0 twice", of(1));
  }

  @Test
  void aDuplicateIsNotDeliveredTwice() {
    add(1, 0, 1, 1, 1, 2);
    assertEquals("3 and 2 twice", of(1));
  }

  @Test
  void whatComesTooLateIsNotOfTheNextRun() {
    add(1, 0, 1);
    add(2, 0);
    add(1, 2, 3);
    assertEquals("1 and 0 twice", of(2));
    assertEquals("0 and 0 twice", of(1));
  }

  @Test
  void aRunOfWhichNothingCameHasNone() {
    add(1, 0, 1, 1);
    assertEquals("0 and 0 twice", of(2));
  }

  @Test
  void aRunIsAsLongAsItsFirstAndLastAreApartWithoutDuplicates() {
    arrivals.add(1, 0, 50);
    arrivals.add(2, 1, 100);
    arrivals.add(2, 0, 130);
    arrivals.add(2, 0, 900);
    arrivals.add(1, 1, 950);
    assertEquals(30, arrivals.spanNanos(2));
    assertEquals(0, arrivals.spanNanos(1));
  }

  @Test
  void numbersOutOfBoundsAreNotKept() {
    add(1, -1, Arrivals.MAX_NUMBER, Long.MAX_VALUE, Arrivals.MAX_NUMBER - 1);
    assertEquals("1 and 0 twice", of(1));
  }
}
