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
  private final Timetable timetable;
  private final Progress progress;
  private final Outside outside;
  private final Runnable checkpoint;

  /** Who has the agent on the host's side. */
  interface Outside {
    Agent agent() throws IOException;
  }

  /**
   * Prepares them.
   *
   * @param checkpoint is run before each step
   */
  Rounds(
      BenchOptions options,
      List<Rival> rivals,
      List<Plan.Group> groups,
      Outside outside,
      Runnable checkpoint) {
    this.outside = outside;
    this.checkpoint = checkpoint;
    this.options = options;
    this.rivals = rivals;
    this.groups = groups;
    this.results = new Results(rivals.stream().map(Rival::name).toList(), options.rounds());
    this.timetable = new Timetable(expectedMillis(), options.rounds(), System::nanoTime);
    int columns = options.quiet() ? 0 : Watcher.columns(Watcher.ERRORS);
    this.progress = new Progress(System.err, columns, timetable);
  }

  /** Returns how long each step takes, which is a group for a rival; 0 for who does not take it. */
  private long[] expectedMillis() {
    long[] millis = new long[groups.size() * rivals.size()];
    for (int group = 0; group < groups.size(); group++) {
      for (Rival rival : rivals) {
        boolean takes = rival.takes(groups.get(group).setup());
        millis[step(group, rival)] = takes ? groups.get(group).expectedMillis() : 0;
      }
    }
    return millis;
  }

  private int step(int group, Rival rival) {
    return group * rivals.size() + rivals.indexOf(rival);
  }

  /** Runs them all. */
  Results run() {
    for (int round = 1; round <= options.rounds(); round++) {
      progress.round("round " + round + " of " + options.rounds());
      LoadMeter meter = new LoadMeter();
      results.beginRound(round);
      for (int group = 0; group < groups.size(); group++) {
        for (Rival rival : order(rivals, round)) {
          if (rival.takes(groups.get(group).setup())) {
            timetable.begin(step(group, rival));
            progress.next(rival.name() + ": starting");
            measure(groups.get(group), rival);
            timetable.end();
          }
        }
      }
      results.endRound(meter.read());
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
    checkpoint.run();
    Agent host;
    Attached network;
    try {
      host = outside.agent();
      network = rival.attach(group.setup());
    } catch (IOException | RuntimeException e) {
      group.measurements().forEach(each -> fail(each, rival, "start: " + reason(e)));
      return;
    }
    Deque<Measurement> left = new ArrayDeque<>(group.measurements());
    String why = "what comes before it in its group has failed";
    try (network) {
      network.inside().run("reach " + Agent.words(network.outside(Ports.ECHO)));
      while (!left.isEmpty() && host.isAlive() && measure(left.removeFirst(), network, rival)) {
        // the next one
      }
      if (host.isAlive()) {
        network.inside().run("close");
        host.run("close");
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
    checkpoint.run();
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
