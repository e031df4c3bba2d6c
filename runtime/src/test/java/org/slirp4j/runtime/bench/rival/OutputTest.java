package org.slirp4j.runtime.bench.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputTest {
  @TempDir private Path folder;

  private static Process sh(String line) throws IOException {
    return new ProcessBuilder("sh", "-c", line).start();
  }

  @Test
  void whoTakesTooLongIsKilledWithItsChildren() throws Exception {
    Process process = sh("sleep 1000; echo late");
    IOException failure =
        assertThrows(IOException.class, () -> Output.of(process, "rival", 1, 1_000));
    assertEquals("rival took over 1 s", failure.getMessage());
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
  }

  @Test
  void whoIsInTimeIsNot() throws Exception {
    Process process = sh("echo done");
    assertEquals("done\n", Output.of(process, "rival", 10, 1_000));
    assertEquals(0, process.waitFor());
  }

  @Test
  void theLastLineOfALongLogIsFoundAndShortened() throws IOException {
    Path log = folder.resolve("log");
    Files.writeString(log, "first\n".repeat(100_000) + "the \u001b[31mend\n\n");
    assertEquals("the  [31mend", Output.lastLine(log));
    Files.writeString(log, "x".repeat(100_000));
    assertEquals("x".repeat(300), Output.lastLine(log));
    assertEquals("", Output.lastLine(folder.resolve("none")));
    assertFalse(Files.exists(folder.resolve("none")));
  }
}
