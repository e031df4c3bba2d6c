package org.slirp4j.runtime.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AmountsTest {
  @Test
  void numbersHaveThreeFiguresAndAUnit() {
    assertEquals("0", Amounts.scaled(0));
    assertEquals("999", Amounts.scaled(999.4));
    assertEquals("1.00K", Amounts.scaled(999.5));
    assertEquals("9.99K", Amounts.scaled(9_994));
    assertEquals("10.0K", Amounts.scaled(9_996));
    assertEquals("340M", Amounts.scaled(340e6));
    assertEquals("1.24G", Amounts.bits(1.24e9 / 8));
    assertEquals("0", Amounts.scaled(-5));
  }

  @Test
  void noNumberIsLongerThanItsColumn() {
    for (double value = 0.01; value < 1e17; value *= 1.37) {
      String text = Amounts.scaled(value);
      assertTrue(text.length() <= 5, text);
    }
  }

  @Test
  void agesHaveFourCharactersAtMost() {
    long second = 1_000_000_000L;
    assertEquals("99s", Amounts.age(99 * second));
    assertEquals("1m", Amounts.age(100 * second));
    assertEquals("99m", Amounts.age(5_999 * second));
    assertEquals("1h", Amounts.age(6_000 * second));
    assertEquals("4d", Amounts.age(360_000 * second));
    assertEquals("0s", Amounts.age(-1));
  }
}
