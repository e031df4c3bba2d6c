package org.slirp4j.portfwd;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A program of the tests', run in namespaces that this user makes. */
final class ProbeRun {
  private ProbeRun() {}

  /**
   * Runs a program whose output has a line for each case: its name, and {@code ok} or what went
   * wrong.
   *
   * @param folder for the script
   * @param script a resource, which makes the surroundings and runs its arguments there
   * @param program has the {@code main} method
   * @return what became of each case
   */
  static Map<String, String> results(Path folder, String script, Class<?> program)
      throws Exception {
    Path copy = folder.resolve(script);
    try (InputStream in = ProbeRun.class.getResourceAsStream(script)) {
      Files.copy(Objects.requireNonNull(in, script), copy);
    }
    Process process =
        new ProcessBuilder(
                "unshare",
                "-Urn",
                "sh",
                copy.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(10, SECONDS), output);
    assertEquals(0, process.exitValue(), output);
    Map<String, String> results = new HashMap<>();
    output
        .lines()
        .map(line -> line.split(" ", 2))
        .filter(words -> words.length == 2)
        .forEach(words -> results.put(words[0], words[1]));
    return results;
  }
}
