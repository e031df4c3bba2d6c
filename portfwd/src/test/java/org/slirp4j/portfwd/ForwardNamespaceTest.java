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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link ForwardProbe}, in namespaces that this user makes. */
@Tag("kernel")
@Timeout(60)
final class ForwardNamespaceTest {
  private static final Map<String, String> RESULTS = new HashMap<>();

  @BeforeAll
  static void runProbe(@TempDir Path folder) throws Exception {
    Path script = folder.resolve("forward.sh");
    try (InputStream in = ForwardNamespaceTest.class.getResourceAsStream("forward.sh")) {
      Files.copy(in, script);
    }
    Process process =
        new ProcessBuilder(
                "unshare",
                "-Urn",
                "sh",
                script.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ForwardProbe.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(10, SECONDS), output);
    assertEquals(0, process.exitValue(), output);
    output
        .lines()
        .map(line -> line.split(" ", 2))
        .filter(words -> words.length == 2)
        .forEach(words -> RESULTS.put(words[0], words[1]));
  }

  @ParameterizedTest
  @EnumSource
  void probeFoundItRight(ForwardProbe.Case each) {
    assertEquals("ok", RESULTS.get(each.toString()));
  }
}
