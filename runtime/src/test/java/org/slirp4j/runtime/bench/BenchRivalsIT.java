package org.slirp4j.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slirp4j.runtime.bench.report.ReadReports;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Outcome;

/** The benchmark against the real rivals, with samples too short to be worth anything. */
@Tag("kernel")
final class BenchRivalsIT {
  private static final List<String> PROGRAMS =
      List.of("slirp4netns", "pasta", "rootlesskit", "iperf3");

  private static final List<String> CONTAINERS = List.of("slirp4j", "slirp4netns", "pasta", "veth");

  private static final List<String> ALL =
      List.of("slirp4j", "slirp4netns", "pasta", "rootlesskit", "veth");

  /** What the kernel alone does not have, because it is no process. */
  private static final List<String> OF_PROCESSES = List.of("CPU of ", "Memory", "Start to ready");

  @TempDir private Path folder;

  @BeforeAll
  static void allAreInstalled() {
    boolean all = PROGRAMS.stream().allMatch(BenchRivalsIT::isInstalled);
    assumeTrue(all || System.getenv("SLIRP4J_TEST_SURROUNDINGS") != null, "rivals to measure");
    assertTrue(all, () -> PROGRAMS + " must be installed");
  }

  private static boolean isInstalled(String name) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(each -> Files.isExecutable(Path.of(each, name)));
  }

  @Test
  void everyRivalHasAFigureOrAReasonWithTheOwnGenerator() throws IOException {
    String what = "throughput,forward,udp,latency,connections,start,memory";
    Map<String, String> cells = bench("slirp4j's own generator", "0.1", 65_520, ALL, what);
    assertComplete(cells, CONTAINERS, "TCP, 1 stream, Gbit/s", "MTU 65520, out", "MTU 65520, in");
    assertComplete(cells, ALL, "TCP, forwarded, Gbit/s", "1 stream, out", "1 stream, in");
    assertComplete(cells, CONTAINERS, "TCP request and response, µs", "p50", "p99", "p99.9");
    assertComplete(cells, ALL, "UDP request and response, forwarded, µs", "p50", "p99.9");
    assertComplete(cells, CONTAINERS, "Connections, 1/s", "1 client", "8 clients");
    assertComplete(cells, ALL, "Connections, forwarded, 1/s", "1 client", "8 clients");
    assertComplete(cells, CONTAINERS, "UDP delivered at most, 1/s", "1400 bytes, out");
    assertComplete(cells, CONTAINERS, "Start to ready, ms", "MTU 65520");
    assertComplete(cells, CONTAINERS, "Memory, MiB", "RSS idle", "RSS after load");
    for (String rival : ALL) {
      assertMeasured(cells, ReadReports.key("TCP, forwarded, Gbit/s", "1 stream, in", rival));
    }
    for (String rival : CONTAINERS) {
      assertMeasured(cells, ReadReports.key("TCP, 1 stream, Gbit/s", "MTU 65520, in", rival));
      assertMeasured(cells, ReadReports.key("Connections, 1/s", "1 client", rival));
    }
  }

  @Test
  void everyRivalHasAFigureOrAReasonWithIperf3() throws IOException {
    Map<String, String> cells = bench("iperf ", "1", 1_500, CONTAINERS, "throughput");
    for (String section : List.of("TCP, 1 stream, Gbit/s", "CPU of TCP, 1 stream, s/GB")) {
      assertComplete(cells, CONTAINERS, section, "MTU 1500, out", "MTU 1500, in");
    }
    for (String rival : CONTAINERS) {
      assertMeasured(cells, ReadReports.key("TCP, 1 stream, Gbit/s", "MTU 1500, in", rival));
    }
  }

  @Test
  void iperf3GoesThroughForwardedPorts() throws IOException {
    List<String> rival = List.of("rootlesskit");
    Map<String, String> cells = bench("iperf ", "1", 1_500, rival, "forward");
    for (String row : List.of("1 stream, in", "1 stream, out")) {
      assertMeasured(cells, ReadReports.key("TCP, forwarded, Gbit/s", row, rival.getFirst()));
    }
  }

  /** Measures, and returns what all files say, which must be the same. */
  private Map<String, String> bench(
      String generator, String seconds, int mtu, List<String> rivals, String measurements)
      throws IOException {
    Path json = folder.resolve("figures.json");
    Path html = folder.resolve("page.html");
    Path markdown = folder.resolve("tables.md");
    Outcome outcome =
        Image.slirp4j(
            "bench",
            "--quick",
            "--seconds=" + seconds,
            "--mtu=" + mtu,
            "--rivals=" + String.join(",", rivals),
            "--measurements=" + measurements,
            "--json=" + json,
            "--html=" + html,
            "--markdown=" + markdown);
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals("", outcome.err());
    String figures = Files.readString(json);
    JsonObject report = JsonParser.parseString(figures).getAsJsonObject();
    String madeBy = report.getAsJsonObject("surroundings").get("streams made by").getAsString();
    assertTrue(madeBy.startsWith(generator), madeBy);
    assertRounds(report);
    Map<String, String> cells = ReadReports.json(figures);
    Map<String, String> shown = new TreeMap<>(cells);
    shown.keySet().removeIf(key -> key.contains("delivered of offered")); // curves are in the page
    assertEquals(shown, new TreeMap<>(ReadReports.markdown(Files.readString(markdown))));
    assertEquals(new TreeMap<>(cells), new TreeMap<>(ReadReports.html(Files.readString(html))));
    return cells;
  }

  /** Every sample is of the round that there was, of which is told what the machine did. */
  private static void assertRounds(JsonObject report) {
    JsonArray rounds = report.getAsJsonArray("rounds");
    assertEquals(1, rounds.size());
    JsonObject round = rounds.get(0).getAsJsonObject();
    assertEquals(1, round.get("round").getAsInt());
    assertTrue(round.get("seconds").getAsDouble() > 1, round::toString);
    double others = round.get("othersPercent").getAsDouble();
    assertTrue(others >= 0 && others <= 100, round::toString);
    for (JsonElement section : report.getAsJsonArray("sections")) {
      for (JsonElement row : section.getAsJsonObject().getAsJsonArray("rows")) {
        JsonObject results = row.getAsJsonObject().getAsJsonObject("results");
        for (String rival : results.keySet()) {
          JsonArray samples = results.getAsJsonObject(rival).getAsJsonArray("samples");
          for (JsonElement sample : samples == null ? new JsonArray() : samples) {
            assertEquals(1, sample.getAsJsonObject().get("round").getAsInt());
          }
        }
      }
    }
  }

  private static void assertComplete(
      Map<String, String> cells, List<String> rivals, String section, String... rows) {
    List<String> missing = new ArrayList<>();
    boolean ofProcesses = OF_PROCESSES.stream().anyMatch(section::startsWith);
    for (String row : rows) {
      for (String rival : rivals) {
        String key = ReadReports.key(section, row, rival);
        if (!cells.containsKey(key) && !(ofProcesses && rival.equals("veth"))) {
          missing.add(key);
        }
      }
    }
    assertEquals(List.of(), missing, () -> "neither a figure nor a reason in " + cells);
  }

  private static void assertMeasured(Map<String, String> cells, String key) {
    String median = cells.getOrDefault(key, "nothing");
    assertTrue(median.matches("[0-9,.]+") && !median.equals("0"), () -> key + ": " + median);
  }
}
