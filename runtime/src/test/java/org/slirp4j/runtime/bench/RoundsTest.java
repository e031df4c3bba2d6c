package org.slirp4j.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.bench.measure.Measurement;
import org.slirp4j.runtime.bench.measure.Plan;
import org.slirp4j.runtime.bench.report.Results;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.rival.Rival;
import org.slirp4j.runtime.bench.rival.Setup;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.cli.BenchOptions;
import org.slirp4j.runtime.cli.BenchParser;
import org.slirp4j.runtime.cli.UsageException;

final class RoundsTest {
  private static final Row FIRST = new Row(Row.Section.more("First", "1"), "x");
  private static final Row SECOND = new Row(Row.Section.more("Second", "1"), "x");

  @Test
  void eachRoundBeginsWithTheNextRival() {
    List<String> rivals = List.of("a", "b", "c");
    assertEquals(List.of("a", "b", "c"), Rounds.order(rivals, 1));
    assertEquals(List.of("b", "c", "a"), Rounds.order(rivals, 2));
    assertEquals(List.of("c", "a", "b"), Rounds.order(rivals, 3));
    assertEquals(List.of("a", "b", "c"), Rounds.order(rivals, 4));
  }

  @Test
  void whatNobodyHasThoughtOfCostsOneFigureOfOneRival() throws Exception {
    Results results = run(new Stub("good", false), new Stub("bad", false));
    assertEquals(1, figures(results, FIRST, "good"));
    assertEquals(1, figures(results, SECOND, "good"));
    assertEquals(0, figures(results, FIRST, "bad"));
    assertEquals("java.lang.IllegalStateException: a surprise", results.failure(FIRST, "bad"));
    assertEquals(1, figures(results, SECOND, "bad"));
    assertNull(results.failure(SECOND, "bad"));
    assertNull(results.failure(FIRST, "good"));
  }

  @Test
  void aSurpriseAtTheStartOfARivalCostsItsGroup() throws Exception {
    Results results = run(new Stub("bad", true), new Stub("good", false));
    String why = "start: java.lang.IllegalStateException: no start";
    assertEquals(why, results.failure(FIRST, "bad"));
    assertEquals(why, results.failure(SECOND, "bad"));
    assertEquals(1, figures(results, FIRST, "good"));
    assertEquals(1, figures(results, SECOND, "good"));
  }

  private static int figures(Results results, Row row, String rival) {
    return results.samples(row, rival).size();
  }

  private static Results run(Stub... rivals) throws IOException, UsageException {
    BenchOptions options =
        Objects.requireNonNull(BenchParser.parse(new String[] {"--quick", "--quiet"}, 0));
    List<Measurement> both = List.of(new Surprising(FIRST, true), new Surprising(SECOND, false));
    Plan.Group group = new Plan.Group(Setup.of(1_500), both);
    try (Agent outside = agent()) {
      return new Rounds(options, List.of(rivals), List.of(group), () -> outside, () -> {}).run();
    } finally {
      List.of(rivals).forEach(Rival::close);
    }
  }

  /** Returns one that does nothing, and says that it has. */
  private static Agent agent() throws IOException {
    String script = "echo ok $$; while read -r line; do echo ok; done";
    return new Agent(new ProcessBuilder("sh", "-c", script).start());
  }

  /** Measures 1; that of a network called bad may be a surprise. */
  private record Surprising(Row row, boolean surprise) implements Measurement {
    @Override
    public String title() {
      return row.label();
    }

    @Override
    public List<Row> rows() {
      return List.of(row);
    }

    @Override
    public int expectedMillis() {
      return 0;
    }

    @Override
    public void run(Attached network, Samples samples) {
      if (surprise && network.readyMillis() < 0) {
        throw new IllegalStateException("a surprise");
      }
      samples.add(row, 1);
    }
  }

  private record Stub(String name, boolean failing) implements Rival {
    @Override
    public String version() {
      return "";
    }

    @Override
    public boolean takes(Setup setup) {
      return true;
    }

    @Override
    public Attached attach(Setup setup) throws IOException {
      if (failing) {
        throw new IllegalStateException("no start");
      }
      Agent inside = agent();
      String address = "127.0.0.1";
      int ready = name.equals("bad") ? -1 : 1;
      return new Attached(inside, address, address, 0, ready, inside::close);
    }

    @Override
    public void close() {
      // its agents end with their networks
    }
  }
}
