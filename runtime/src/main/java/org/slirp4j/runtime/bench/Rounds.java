package org.slirp4j.runtime.bench;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.slirp4j.runtime.bench.measure.Measurement;
import org.slirp4j.runtime.bench.measure.Plan;
import org.slirp4j.runtime.bench.report.Results;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.rival.HostNetwork;
import org.slirp4j.runtime.bench.rival.Rival;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;
import org.slirp4j.runtime.cli.BenchOptions;

/**
 * The rounds: in each every group, for one rival after the other. Another rival begins in each
 * round, so that none is always the one behind the same other.
 */
final class Rounds {
  private final BenchOptions options;
  private final List<Rival> rivals;
  private final List<Plan.Group> groups;
  private final Results results;
  private final Progress progress;
  private final HostNetwork host;
  private final Cleanup cleanup;

  /**
   * Prepares them.
   *
   * @param host with the agent on its side
   * @param cleanup who is asked before each step
   */
  Rounds(
      BenchOptions options,
      List<Rival> rivals,
      List<Plan.Group> groups,
      HostNetwork host,
      Cleanup cleanup) {
    this.host = host;
    this.cleanup = cleanup;
    this.options = options;
    this.rivals = rivals;
    this.groups = groups;
    this.results = new Results(rivals.stream().map(Rival::name).toList(), options.rounds());
    this.progress =
        new Progress(
            System.err,
            options.quiet() ? 0 : Watcher.columns(Watcher.ERRORS),
            totalMillis(),
            System::nanoTime);
  }

  private long totalMillis() {
    long perRound = 0;
    for (Plan.Group group : groups) {
      long takers = rivals.stream().filter(rival -> rival.takes(group.setup())).count();
      perRound += takers * group.expectedMillis();
    }
    return perRound * options.rounds();
  }

  /** Runs them all. */
  Results run() {
    for (int round = 1; round <= options.rounds(); round++) {
      progress.round("round " + round + " of " + options.rounds());
      for (Plan.Group group : groups) {
        for (Rival rival : order(rivals, round)) {
          if (rival.takes(group.setup())) {
            progress.next(rival.name() + ": starting");
            measure(group, rival);
            progress.done(group.expectedMillis());
          }
        }
      }
    }
    progress.end();
    return results;
  }

  /** Returns who comes when in a round, of which the first is 1. */
  static <T> List<T> order(List<T> all, int round) {
    List<T> order = new ArrayList<>(all);
    Collections.rotate(order, 1 - round);
    return order;
  }

  private void measure(Plan.Group group, Rival rival) {
    cleanup.checkpoint();
    Agent outside;
    Attached network;
    try {
      outside = host.agent();
      network = rival.attach(group.setup());
    } catch (IOException | RuntimeException e) {
      group.measurements().forEach(each -> fail(each, rival, "start: " + reason(e)));
      return;
    }
    Deque<Measurement> left = new ArrayDeque<>(group.measurements());
    String why = "what comes before it in its group has failed";
    try (network) {
      network.inside().run("reach " + Agent.words(network.outside(Ports.ECHO)));
      while (!left.isEmpty() && outside.isAlive() && measure(left.removeFirst(), network, rival)) {
        // the next one
      }
      if (outside.isAlive()) {
        network.inside().run("close");
        outside.run("close");
      } else {
        why = "the host's traffic generator was kept waiting for too long";
      }
    } catch (IOException | RuntimeException e) {
      // The network carries nothing, or its agent has gone; the next group gets a new one.
      why = "nothing gets through: " + reason(e);
    }
    for (Measurement each : left) {
      fail(each, rival, why);
    }
  }

  /** Measures; returns whether there is sense in going on with the group. */
  private boolean measure(Measurement measurement, Attached network, Rival rival) {
    cleanup.checkpoint();
    progress.next(rival.name() + ": " + measurement.title());
    try {
      measurement.run(network, new RivalSamples(rival.name()));
      return true;
    } catch (IOException | RuntimeException e) {
      fail(measurement, rival, reason(e));
      return !measurement.isPremise();
    }
  }

  /** Returns what a failure tells; one that nobody has thought of also tells its kind. */
  private static String reason(Exception e) {
    return e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
  }

  private void fail(Measurement measurement, Rival rival, String why) {
    measurement.rows().forEach(row -> results.fail(row, rival.name(), why));
  }

  /** Samples of one rival. */
  private final class RivalSamples implements Measurement.Samples {
    private final String rival;

    RivalSamples(String rival) {
      this.rival = rival;
    }

    @Override
    public void add(Row row, double value) {
      results.add(row, rival, value);
    }

    @Override
    public void doubt(Row row, String why) {
      results.fail(row, rival, why);
    }
  }
}
