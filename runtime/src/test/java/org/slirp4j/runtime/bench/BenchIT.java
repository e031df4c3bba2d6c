package org.slirp4j.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Outcome;

/** The benchmark on this machine, with samples too short to be worth anything. */
@Tag("kernel")
final class BenchIT {
  @TempDir private Path folder;

  @Test
  void measuresOursBesideTheKernelAlone() throws IOException {
    Path json = folder.resolve("figures.json");
    Path html = folder.resolve("page.html");
    Outcome outcome =
        slirp4j(
            "bench",
            "--quick",
            "--seconds=0.1",
            "--rivals=slirp4j,veth",
            "--measurements=throughput,forward,latency,connections,start,memory",
            "--mtu=65520",
            "--json=" + json,
            "--html=" + html);
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals("", outcome.err());
    assertFalse(outcome.out().contains("failed"), outcome.out());
    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    for (String title : List.of("TCP, 1 stream", "TCP, forwarded", "Connections")) {
      for (JsonElement row : section(report, title).getAsJsonArray("rows")) {
        JsonObject results = row.getAsJsonObject().getAsJsonObject("results");
        for (String rival : List.of("slirp4j", "veth")) {
          assertTrue(results.getAsJsonObject(rival).get("median").getAsDouble() > 0, title);
        }
      }
    }
    assertTrue(section(report, "CPU of TCP, 1 stream").getAsJsonArray("rows").size() > 0);
    assertTrue(Files.readString(html).contains("<svg"));
    assertEquals(List.of(), temporaryFiles());
  }

  @Test
  void aRivalThatFailsIsShownAndTheRestGoesOn() {
    Outcome outcome =
        slirp4j("bench", "--quick", "-t", "0.1", "-s", "pasta=/bin/false,veth", "-x", "latency");
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(
        outcome.out().contains("pasta failed: TCP request and response, p50 and 5 more: start:"));
    assertTrue(outcome.out().lines().anyMatch(line -> line.matches("  p50 +failed +[0-9.]+")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bench now             | slirp4j: bench takes options only, and \"now\" is none",
        "bench --json=/no/such/file | slirp4j: open /no/such/file: cannot be written; give another"
            + " file",
        "bench --html=/tmp     | slirp4j: open /tmp: it is a folder; give a file's name",
        "bench-traffic         | slirp4j: the benchmark starts its traffic itself: slirp4j bench",
      })
  void getsOneLine(String line, String message) {
    Outcome outcome = slirp4j(line.split(" ", -1));
    assertEquals(message + "\n", outcome.err());
    assertEquals("", outcome.out());
    assertEquals(1, outcome.status());
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void leavesNothingBehindWhenItIsEnded(boolean byForce) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Image.program("slirp4j"), "bench", "-s", "slirp4j,veth", "-x", "throughput", "-q");
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    Process bench = builder.redirectErrorStream(true).start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> bench.descendants().anyMatch(BenchIT::isHelper));
    List<ProcessHandle> all = bench.descendants().toList();
    assertEquals(1, temporaryFiles().size());
    if (byForce) {
      bench.destroyForcibly();
    } else {
      bench.destroy();
    }
    assertTrue(bench.waitFor(20, TimeUnit.SECONDS));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    assertEquals(List.of(), temporaryFiles());
  }

  private static boolean isHelper(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("java")
        && process.info().arguments().map(List::of).orElse(List.of()).contains("slirp4netns");
  }

  private Outcome slirp4j(String... words) {
    return Image.slirp4j(words);
  }

  private List<String> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("slirp4j-bench"))
          .toList();
    }
  }

  private static JsonObject section(JsonObject report, String title) {
    JsonArray sections = report.getAsJsonArray("sections");
    for (JsonElement section : sections) {
      if (section.getAsJsonObject().get("title").getAsString().equals(title)) {
        return section.getAsJsonObject();
      }
    }
    throw new AssertionError("no section " + title + " in " + report);
  }
}
