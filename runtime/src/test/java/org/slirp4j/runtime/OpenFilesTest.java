package org.slirp4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reading of /proc/self/limits. */
final class OpenFilesTest {
  @ParameterizedTest
  @CsvSource({
    "'Max processes  7  8  p\nMax open files            1024                 4096  files\n', 1024",
    "'Max open files            unlimited            unlimited            files\n', 2147483647",
    "'Max open files            99999999999999999999 1 files\n', 2147483647",
    "'Max processes  7  8  p\n', 2147483647",
    "'Max open files', 2147483647",
  })
  void readsTheSoftLimit(String limits, int expected) {
    assertEquals(expected, OpenFiles.limit(limits));
  }

  @Test
  void knowsItsOwn() {
    assertTrue(OpenFiles.limit() > 0);
  }
}
