package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.Out;
import org.slirp4j.runtime.bench.measure.Iperf;
import org.slirp4j.runtime.bench.measure.Plan;
import org.slirp4j.runtime.bench.measure.Tools;
import org.slirp4j.runtime.bench.report.HtmlReport;
import org.slirp4j.runtime.bench.report.JsonReport;
import org.slirp4j.runtime.bench.report.MarkdownReport;
import org.slirp4j.runtime.bench.report.Results;
import org.slirp4j.runtime.bench.report.Surroundings;
import org.slirp4j.runtime.bench.report.TextReport;
import org.slirp4j.runtime.bench.rival.HostNetwork;
import org.slirp4j.runtime.bench.rival.LongPath;
import org.slirp4j.runtime.bench.rival.Rival;
import org.slirp4j.runtime.bench.rival.Rivals;
import org.slirp4j.runtime.bench.rival.SubordinateIds;
import org.slirp4j.runtime.cli.BenchOptions;
import org.slirp4j.runtime.cli.BenchParser;
import org.slirp4j.runtime.cli.BenchTable;
import org.slirp4j.runtime.cli.UsageException;

/** The run itself, in its namespaces. */
public final class BenchRun {
  private final BenchOptions options;
  private final Cleanup cleanup;
  private final Surroundings surroundings = new Surroundings();

  private BenchRun(BenchOptions options, Cleanup cleanup) {
    this.options = options;
    this.cleanup = cleanup;
  }

  /**
   * Runs it.
   *
   * @param words the command line: behind the hidden verb at {@code first} the folder for the run's
   *     files, and options
   * @return the exit status: 1 when nothing at all could be measured
   * @throws IOException when it cannot be done, with a line for a person
   * @throws UsageException when the options cannot be obeyed
   */
  public static int run(String[] words, int first) throws IOException, UsageException {
    BenchOptions options = words.length < first + 2 ? null : BenchParser.parse(words, first + 2);
    if (options == null) {
      throw new IOException("the benchmark starts its run itself: slirp4j bench");
    }
    Path folder = Path.of(words[first + 1]);
    try (Cleanup cleanup = Cleanup.prepare(folder)) {
      return new BenchRun(options, cleanup).run(folder);
    }
  }

  private int run(Path folder) throws IOException {
    MachineLoad load = MachineLoad.look();
    SubordinateIds.offer(folder);
    Results results;
    try (HostNetwork host = HostNetwork.make(folder, options.congestion())) {
      List<Rival> rivals = rivals(host);
      Iperf iperf = iperf();
      describe(host, rivals, iperf);
      try (LongPath path = new LongPath(host, options.delayMillis(), options.gigabits())) {
        Tools tools = new Tools(host, iperf, options.seconds(), options.quick(), path);
        List<Plan.Group> groups = Plan.of(options, tools);
        results = new Rounds(options, rivals, groups, host::agent, cleanup::checkpoint).run();
      }
      rivals.forEach(Rival::close);
    }
    cleanup.checkpoint();
    load.tell(surroundings);
    Out.print(TextReport.of(results, surroundings, Watcher.columns(Watcher.OUTPUT)));
    writeAll(results);
    return verdict(results);
  }

  /** Writes all files that are asked for; one that cannot be written keeps none of the others. */
  private void writeAll(Results results) throws IOException {
    List<IOException> failures = new ArrayList<>();
    write(options.json(), JsonReport.of(results, surroundings), failures);
    write(options.markdown(), MarkdownReport.of(results, surroundings), failures);
    write(options.html(), HtmlReport.of(results, surroundings), failures);
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  private static int verdict(Results results) {
    if (results.isEmpty()) {
      System.err.println("slirp4j: bench: nothing at all could be measured");
      return 1;
    }
    return 0;
  }

  private List<Rival> rivals(HostNetwork host) throws IOException {
    boolean all = options.rivals().isEmpty();
    List<BenchOptions.Program> wanted =
        all
            ? BenchTable.RIVALS.stream().map(name -> new BenchOptions.Program(name, "")).toList()
            : options.rivals();
    String original = "";
    for (BenchOptions.Program each : wanted) {
      original = each.name().equals("slirp4netns") ? each.path() : original;
    }
    List<Rival> rivals = new ArrayList<>();
    for (BenchOptions.Program each : wanted) {
      Rival rival = Rivals.of(each.name(), each.path(), original, host);
      if (rival != null) {
        rivals.add(rival);
      } else {
        String why = Rivals.whyMissing(each.name(), each.path());
        System.err.println("slirp4j: bench: " + why + ": left out");
      }
    }
    if (rivals.isEmpty()) {
      throw new IOException("bench: none of the rivals is installed");
    }
    return rivals;
  }

  private @Nullable Iperf iperf() throws IOException {
    boolean whole = options.seconds() == Math.rint(options.seconds());
    Iperf iperf = options.generator().equals("own") || !whole ? null : Iperf.find();
    if (iperf == null && options.generator().equals("iperf3")) {
      throw new IOException("bench: iperf3 is not installed; --generator=own needs nothing");
    }
    return iperf;
  }

  private void describe(HostNetwork host, List<Rival> rivals, @Nullable Iperf iperf) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String version = Rivals.ownVersion();
    surroundings.put("slirp4j bench", version.isEmpty() ? now : now + ", by " + version);
    for (Rival rival : rivals) {
      surroundings.put(rival.name(), rival.version().isEmpty() ? "-" : rival.version());
    }
    String model = MachineLoad.model();
    surroundings.put(
        "machine",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch")
            + ", processors: "
            + Runtime.getRuntime().availableProcessors()
            + (model.isEmpty() ? "" : ", " + model));
    surroundings.put("congestion control", host.congestion());
    surroundings.put(
        "streams made by", iperf == null ? "slirp4j's own generator" : iperf.version());
    surroundings.put(
        "rounds",
        options.rounds()
            + (options.quick() ? ", --quick: fewer cases" : "")
            + ", interleaved; a sample takes "
            + options.seconds()
            + " s");
  }

  private static void write(@Nullable String name, String text, List<IOException> failures) {
    if (name == null) {
      return;
    }
    try {
      Files.writeString(Path.of(name), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      failures.add(new IOException("write " + name + ": " + e, e));
    }
  }
}
