package org.slirp4j.runtime.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "0.0051|0.0051",
        "0.123|0.12",
        "1.004|1.00",
        "12.34|12.3",
        "123.4|123",
        "1234567.8|1,234,568",
        "-12.34|-12.3",
      })
  void keepsThreeDigitsThatCount(double value, String text) {
    assertEquals(text, Numbers.text(value));
  }
}
