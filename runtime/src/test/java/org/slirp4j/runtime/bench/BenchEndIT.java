package org.slirp4j.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Outcome;

/** Whatever ends the benchmark, nothing of it stays. */
@Tag("kernel")
final class BenchEndIT {
  /** Within which all must be gone when something has been killed. */
  private static final Duration SOON = Duration.ofSeconds(10);

  /** What sh(1) may be. */
  private static final List<String> SHELLS = List.of("dash", "bash", "busybox");

  @TempDir private Path folder;

  /** Ctrl-C of a terminal is a SIGINT to the whole process group. */
  @ParameterizedTest
  @CsvSource({"-INT, true, 130", "-INT, false, 130", "-TERM, false, 143", "-KILL, false, 137"})
  void leavesNothingBehindWhenItIsEnded(String signal, boolean group, int status) throws Exception {
    Process bench = startMeasuring();
    List<ProcessHandle> all = bench.descendants().toList();
    assertEquals(1, temporaryFiles().size());
    Outcome.of("kill", signal, "--", (group ? "-" : "") + bench.pid()).outIfOk();
    assertTrue(bench.waitFor(20, TimeUnit.SECONDS));
    assertEquals(status, bench.exitValue());
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    assertEquals(List.of(), temporaryFiles());
  }

  /** The run itself, the first process of its namespace, and what has made that. */
  @ParameterizedTest
  @ValueSource(strings = {"java", "sh", "unshare"})
  void whenARunIsKilledInsideTheKernelEndsTheRest(String program) throws Exception {
    Process bench = startMeasuring();
    List<ProcessHandle> all = bench.descendants().toList();
    ProcessHandle victim =
        all.stream().filter(each -> isRun(each, program)).findFirst().orElseThrow();
    Outcome.of("kill", "-KILL", "" + victim.pid()).outIfOk();
    Awaitility.await()
        .atMost(SOON)
        .until(() -> all.stream().noneMatch(ProcessHandle::isAlive) && !bench.isAlive());
    assertNotEquals(0, bench.exitValue());
    assertEquals(List.of(), temporaryFiles());
  }

  @Test
  void whenAllAreKilledAtOnceTheNextRunDeletesTheirFiles() throws Exception {
    Process bench = startMeasuring();
    List<ProcessHandle> all = bench.descendants().toList();
    Outcome.of("kill", "-KILL", "--", "-" + bench.pid()).outIfOk();
    Awaitility.await().atMost(SOON).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    List<String> left = temporaryFiles();
    assertEquals(1, left.size());
    Process next = startMeasuring();
    try {
      List<String> there = temporaryFiles();
      assertEquals(1, there.size());
      assertTrue(!there.equals(left), there::toString);
      Process another = startMeasuring();
      another.destroy();
      assertTrue(another.waitFor(20, TimeUnit.SECONDS));
      assertEquals(there, temporaryFiles()); // of one that lives
    } finally {
      next.destroy();
      assertTrue(next.waitFor(20, TimeUnit.SECONDS));
    }
  }

  /** Starts one in a process group of its own, and waits until it measures. */
  private Process startMeasuring() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                "setsid",
                "env",
                "--default-signal=INT", // a shell's background job has none
                Image.program("slirp4j"),
                "bench",
                "-s",
                "slirp4j,veth",
                "-x",
                "path",
                "-q"));
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    Process bench = builder.redirectErrorStream(true).start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> bench.descendants().anyMatch(BenchEndIT::isHelper));
    return bench;
  }

  private static boolean isHelper(ProcessHandle process) {
    return isProgram(process, "java") && arguments(process).contains("slirp4netns");
  }

  private static boolean isRun(ProcessHandle process, String program) {
    return isProgram(process, program) && arguments(process).contains(Bench.INSIDE_VERB);
  }

  private static boolean isProgram(ProcessHandle process, String name) {
    String path = process.info().command().orElse("");
    String file = path.substring(path.lastIndexOf('/') + 1);
    return file.equals(name) || (name.equals("sh") && SHELLS.contains(file));
  }

  private static List<String> arguments(ProcessHandle process) {
    return process.info().arguments().map(List::of).orElse(List.of());
  }

  private List<String> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("slirp4j-bench"))
          .toList();
    }
  }
}
