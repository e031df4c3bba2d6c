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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
    assertTrue(Files.readString(html).contains("class=\"bar\""));
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

  @Test
  void measuresAPathWithDelayBesideTheKernelAlone() throws IOException {
    Path json = folder.resolve("figures.json");
    Outcome outcome =
        slirp4j(
            "bench",
            "--quick",
            "--seconds=0.4",
            "--rivals=slirp4j,veth",
            "--measurements=path",
            "--delay=8",
            "--rate=0.2",
            "--json=" + json);
    assertEquals(0, outcome.status(), outcome.err());
    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    String title = "TCP, 1 stream, path of 8 ms, 0.2 Gbit/s";
    JsonArray rows = section(report, title).getAsJsonArray("rows");
    assertEquals(4, rows.size());
    for (JsonElement row : rows) {
      JsonObject results = row.getAsJsonObject().getAsJsonObject("results");
      for (String rival : List.of("slirp4j", "veth")) {
        double gigabits = results.getAsJsonObject(rival).get("median").getAsDouble();
        // A queue that a sample drains may give a little more than the rate.
        assertTrue(gigabits > 0.01 && gigabits < 0.3, rival + " " + row);
      }
    }
  }

  @Test
  void aRivalThatDiesInTheMiddleIsShownAndTheRestGoesOn() throws IOException {
    Path dying = folder.resolve("dying");
    Files.writeString(
        dying,
        "#!/bin/sh\n"
            + "case $* in *--version*) ;; *) (sleep 1; kill -KILL $$) & ;; esac\n"
            + "exec "
            + Image.program("slirp4netns")
            + " \"$@\"\n");
    assertTrue(dying.toFile().setExecutable(true));
    Outcome outcome =
        slirp4j(
            "bench", "--quick", "-t", "0.5", "-s", "slirp4j=" + dying + ",veth", "-x", "latency");
    assertEquals(0, outcome.status(), outcome.err());
    List<String> p50 = outcome.out().lines().filter(line -> line.startsWith("  p50")).toList();
    assertEquals(2, p50.size(), outcome.out());
    assertTrue(p50.get(1).matches("  p50 +failed +[0-9.]+"), outcome.out());
    assertTrue(outcome.out().contains("slirp4j failed: "), outcome.out());
  }

  /** On a machine of its own where no program is but those that every machine has. */
  @Test
  void withoutIperf3TheOwnGeneratorMakesTheStreams() throws Exception {
    for (String name : List.of("sh", "unshare", "nsenter", "ip", "true", "mount")) {
      Path program = folder.resolve(name);
      String there = "$(PATH=/usr/bin:/bin:/usr/sbin:/sbin /usr/bin/env which " + name + ")";
      Outcome.of(
              "sh", "-c", "printf '#!/bin/sh\\nexec %s \"$@\"\\n' \"" + there + "\" > " + program)
          .outIfOk();
      assertTrue(program.toFile().setExecutable(true));
    }
    String line = " bench --quick -t 1 -s veth -x throughput --mtu=1500 --generator=";
    String program = Image.program("slirp4j");
    Outcome auto = Outcome.of("env", "PATH=" + folder, "sh", "-c", program + line + "auto");
    assertEquals(0, auto.status(), auto.err());
    assertTrue(auto.out().contains("slirp4j's own generator"), auto.out());
    Outcome iperf3 = Outcome.of("env", "PATH=" + folder, "sh", "-c", program + line + "iperf3");
    assertEquals(1, iperf3.status());
    assertEquals(
        "slirp4j: bench: iperf3 is not installed; --generator=own needs nothing\n", iperf3.err());
  }

  @Test
  void whereNamespacesAreForbiddenItSaysSo() {
    String forbidden = "echo 0 > /proc/sys/user/max_user_namespaces && exec ";
    String line = forbidden + Image.program("slirp4j") + " bench --quick -x start";
    Outcome outcome = Outcome.of("unshare", "--user", "--map-root-user", "sh", "-c", line);
    assertEquals(1, outcome.status());
    assertEquals("", outcome.out());
    assertTrue(
        outcome
            .err()
            .matches("slirp4j: .*unshare ended with 1: .*; slirp4j doctor tells what is missing\n"),
        outcome.err());
  }

  @Test
  void whereThereIsNoTunDeviceTheRivalsFailAndTheKernelIsMeasured() {
    String line =
        "mount -t tmpfs none /dev/net && exec "
            + Image.program("slirp4j")
            + " bench --quick -s slirp4j,veth -x latency";
    Outcome outcome =
        Outcome.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", line);
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.out().lines().anyMatch(l -> l.matches("  p50 +failed +[0-9.]+")));
    assertTrue(outcome.out().contains("/dev/net/tun"), outcome.out());
  }

  @Test
  void twoAtOnceDoNotMeet() throws Exception {
    String[] words = {"bench", "--quick", "-s", "slirp4j", "-x", "forward,start"};
    CompletableFuture<Outcome> other = CompletableFuture.supplyAsync(() -> slirp4j(words));
    Outcome one = slirp4j(words);
    for (Outcome outcome : List.of(one, other.get(60, TimeUnit.SECONDS))) {
      assertEquals(0, outcome.status(), outcome.err());
      assertFalse(outcome.out().contains("failed"), outcome.out());
    }
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
