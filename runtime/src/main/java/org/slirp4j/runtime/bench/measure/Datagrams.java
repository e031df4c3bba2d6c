package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/** UDP datagrams at rising rates: how many arrive. */
final class Datagrams implements Measurement {
  private static final double NANOS = 1e9;

  /** Fewer lost than that counts as none: a moment's pause of the machine. */
  private static final double TOLERATED_LOSS = 0.001;

  /** A sender that keeps less than that of its rate has reached its own end. */
  private static final double LEAST_OFFERED = 0.8;

  private static final int[] RATES = {
    10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 640_000, 1_280_000
  };
  private static final int[] QUICK_RATES = {10_000, 40_000, 160_000, 640_000};

  /** Steps between the last rate without loss and the first one with it. */
  private static final int REFINEMENTS = 3;

  private static final int SETTLE_MILLIS = 20;
  private static final int MIN_STEP_MILLIS = 100;
  private static final int STEPS_PER_SAMPLE = 4;

  private final Tools tools;
  private final boolean quick;
  private final int bytes;
  private final boolean out;
  private final Row lossless;
  private final Row most;
  private final Row.Section curve;

  Datagrams(Tools tools, boolean quick, int bytes, boolean out) {
    this.tools = tools;
    this.quick = quick;
    this.bytes = bytes;
    this.out = out;
    String label = bytes + " bytes, " + (out ? "out" : "in");
    lossless = new Row(Row.Section.more("UDP delivered without loss", "1/s"), label);
    most = new Row(Row.Section.more("UDP delivered at most", "1/s"), label);
    curve = Row.Section.curve("UDP, " + label + ": delivered of offered", "1/s");
  }

  @Override
  public String title() {
    return "UDP, " + lossless.label();
  }

  @Override
  public List<Row> rows() {
    return List.of(lossless, most);
  }

  /** What became of one rate. */
  private record Step(double offered, double delivered) {
    boolean isLossless() {
      return delivered >= offered * (1 - TOLERATED_LOSS);
    }
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Agent inside = network.inside();
    inside.run("hello " + Agent.words(network.outside(Ports.UDP_SINK)));
    Tools.sleep(SETTLE_MILLIS);
    List<Step> steps = new ArrayList<>();
    int lastGood = 0;
    int firstBad = 0;
    for (int rate : quick ? QUICK_RATES : RATES) {
      Step step = step(network, rate);
      steps.add(step);
      samples.add(new Row(curve, Integer.toString(rate)), step.delivered);
      if (step.isLossless()) {
        lastGood = rate;
      } else if (firstBad == 0) {
        firstBad = rate;
      }
      if (step.offered < LEAST_OFFERED * rate || step.delivered < step.offered / 2) {
        break;
      }
    }
    for (int i = 0; i < REFINEMENTS && firstBad > lastGood && !quick; i++) {
      int rate = (lastGood + firstBad) / 2;
      Step step = step(network, rate);
      steps.add(step);
      if (step.isLossless()) {
        lastGood = rate;
      } else {
        firstBad = rate;
      }
    }
    samples.add(most, steps.stream().mapToDouble(Step::delivered).max().orElse(0));
    samples.add(
        lossless,
        steps.stream().filter(Step::isLossless).mapToDouble(Step::delivered).max().orElse(0));
  }

  private Step step(Attached network, int rate) throws IOException {
    int millis = Math.max(MIN_STEP_MILLIS, tools.millis() / STEPS_PER_SAMPLE);
    Agent sender = out ? network.inside() : tools.outside();
    Agent receiver = out ? tools.outside() : network.inside();
    String words = out ? "send " + Agent.words(network.outside(Ports.UDP_SINK)) + " " : "back ";
    long before = receiver.count().datagrams();
    long[] sent = sender.run(words + bytes + " " + rate + " " + millis, millis);
    long after = settled(receiver);
    return new Step(sent[0] * NANOS / sent[1], (after - before) * NANOS / sent[1]);
  }

  /** Returns the count when nothing comes any more. */
  private static long settled(Agent receiver) throws IOException {
    long last = -1;
    for (long now = receiver.count().datagrams(); now != last; ) {
      last = now;
      Tools.sleep(SETTLE_MILLIS);
      now = receiver.count().datagrams();
    }
    return last;
  }
}
