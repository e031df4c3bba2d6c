package org.slirp4j.runtime.bench.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramsTest {
  @TempDir private Path folder;
  private Path first = Path.of("");
  private Path second = Path.of("");
  private Path third = Path.of("");

  @BeforeEach
  void makeFolders() throws IOException {
    first = Files.createDirectory(folder.resolve("first"));
    second = Files.createDirectory(folder.resolve("second"));
    third = Files.createDirectory(folder.resolve("third"));
  }

  private static Path program(Path folder) throws IOException {
    return program(folder, "exit 0");
  }

  private static Path program(Path folder, String line) throws IOException {
    Path file = Files.writeString(folder.resolve("rival"), "#!/bin/sh\n" + line + "\n");
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  private List<String> found() {
    return Programs.findAll("rival", first + "::" + second, List.of(third.toString()));
  }

  @Test
  void theFirstFolderOfThePathWinsAndTheOthersFollow() throws IOException {
    Path inSecond = program(second);
    Path inThird = program(third);
    Path inFirst = program(first);
    assertEquals(List.of(inFirst.toString(), inSecond.toString(), inThird.toString()), found());
  }

  @Test
  void whatCannotBeRunIsPassedOver() throws IOException {
    Files.writeString(first.resolve("rival"), "not executable");
    Files.createDirectory(second.resolve("rival"));
    Path inThird = program(third);
    assertEquals(List.of(inThird.toString()), found());
  }

  @Test
  void anEmptyPathLeavesTheUsualFolders() throws IOException {
    Path inThird = program(third);
    assertEquals(
        List.of(inThird.toString()), Programs.findAll("rival", "", List.of(third.toString())));
  }

  @Test
  void aProgramThatFailsIsToldOfByItsFirstLine() throws IOException {
    String program = program(first, "echo; echo no such device; echo more; exit 3").toString();
    IOException failure = assertThrows(IOException.class, () -> Programs.run(List.of(program)));
    assertEquals(program + " ended with 3: no such device", failure.getMessage());
  }

  @Test
  void aProgramThatSaysTooMuchIsEnded() throws IOException {
    String program = program(first, "exec cat /dev/zero").toString();
    IOException failure = assertThrows(IOException.class, () -> Programs.run(List.of(program)));
    assertEquals(program + " says more than 65536 bytes", failure.getMessage());
  }

  @Test
  void aVersionIsOneShortLineWithoutControls() throws IOException {
    String program =
        program(first, "printf '\\n\\033[2Jrival 1\\n'; exec head -c 9000 /dev/zero").toString();
    assertEquals("[2Jrival 1", Programs.version(program));
    String wide = program(second, "head -c 9000 /dev/zero | tr '\\0' x").toString();
    assertEquals("x".repeat(300), Programs.version(wide));
  }
}
