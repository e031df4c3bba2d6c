package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/**
 * UDP datagrams at rising rates: how many arrive. What arrives is divided by the time that it took
 * to arrive where that is longer than the sending, because queues drain after it: a network with
 * long ones delivers no faster for them.
 */
final class Datagrams implements Measurement {
  private static final double NANOS = 1e9;

  /** Fewer lost than that counts as none: a moment's pause of the machine. */
  private static final double TOLERATED_LOSS = 0.001;

  /** A sender that keeps less than that of its rate has reached its own end. */
  private static final double LEAST_OFFERED = 0.8;

  private static final int[] RATES = {20_000, 40_000, 80_000, 160_000, 320_000, 640_000, 1_280_000};
  private static final int[] QUICK_RATES = {40_000, 160_000};

  /** What is sent before anything is counted: what most networks still carry. */
  private static final int WARM_UP_RATE = 80_000;

  /** Steps between the last rate without loss and the first one with it. */
  private static final int REFINEMENTS = 2;

  /** Rates one after another that are too much; a single one may be the machine's pause. */
  private static final int MAX_HOPELESS = 2;

  /** Each run of datagrams has a number; agents count those of the last one. */
  private static final AtomicInteger RUNS = new AtomicInteger();

  private static final int SETTLE_MILLIS = 20;
  private static final int MAX_SETTLES = 100;
  private static final int MAX_HELLOS = 50;
  private static final int MIN_STEP_MILLIS = 100;
  private static final int STEPS_PER_SAMPLE = 8;

  private final Tools tools;
  private final boolean quick;
  private final int bytes;
  private final boolean out;
  private final boolean segments;
  private final Row lossless;
  private final Row most;
  private final Row.Section curve;

  /**
   * Plans it.
   *
   * @param segments whether many are sent and received in a call
   */
  Datagrams(Tools tools, boolean quick, int bytes, boolean out, boolean segments) {
    this.tools = tools;
    this.quick = quick;
    this.bytes = bytes;
    this.out = out;
    this.segments = segments;
    String label = bytes + (segments ? " bytes, UDP_SEGMENT, " : " bytes, ") + (out ? "out" : "in");
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

  @Override
  public int expectedMillis() {
    int steps = quick ? QUICK_RATES.length : RATES.length + 2 * REFINEMENTS;
    return steps * (stepMillis() + 2 * SETTLE_MILLIS) + warmUpMillis();
  }

  /**
   * What became of one rate.
   *
   * @param sent datagrams, in {@code sendNanos}
   * @param arrived different ones of them, with {@code arriveNanos} from the first to the last
   */
  record Step(long sent, long sendNanos, long arrived, long arriveNanos, long duplicates) {
    /** Returns what was sent in a second. */
    double offered() {
      return sent * NANOS / sendNanos;
    }

    /** Returns what arrived in a second. */
    double delivered() {
      return arrived * NANOS / Math.max(sendNanos, arriveNanos);
    }

    boolean isLossless() {
      return sent > 0 && arrived >= sent * (1 - TOLERATED_LOSS);
    }

    Step better(Step other) {
      return (double) other.arrived * sent > (double) arrived * other.sent ? other : this;
    }
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    introduce(network);
    Step _ = trial(network, WARM_UP_RATE, warmUpMillis());
    List<Step> steps = new ArrayList<>();
    int lastGood = 0;
    int firstBad = 0;
    int hopelessInARow = 0;
    for (int rate : quick ? QUICK_RATES : RATES) {
      Step step = step(network, rate);
      steps.add(step);
      if (isKept(step, rate)) {
        samples.add(new Row(curve, Integer.toString(rate)), step.delivered());
      }
      if (step.isLossless()) {
        lastGood = rate;
        firstBad = 0; // a pause of the machine, as it turns out
      } else if (firstBad == 0) {
        firstBad = rate;
      }
      hopelessInARow = isHopeless(step, rate) ? hopelessInARow + 1 : 0;
      if (hopelessInARow == MAX_HOPELESS) {
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
    long duplicates = steps.stream().mapToLong(Step::duplicates).sum();
    if (duplicates > 0) {
      samples.doubt(most, duplicates + " came more than once; each counts once");
    }
    samples.add(most, steps.stream().mapToDouble(Step::delivered).max().orElse(0));
    samples.add(
        lossless,
        steps.stream().filter(Step::isLossless).mapToDouble(Step::delivered).max().orElse(0));
  }

  private static boolean isKept(Step step, int rate) {
    return step.offered() >= LEAST_OFFERED * rate;
  }

  private static boolean isHopeless(Step step, int rate) {
    return !isKept(step, rate) || step.delivered() < step.offered() / 2;
  }

  /** Lets the outside know where inside is; a hello may get lost as any datagram may. */
  private void introduce(Attached network) throws IOException {
    String prefix = segments ? "segments-" : "";
    int port = segments ? Ports.UDP_SEGMENTS : Ports.UDP_SINK;
    tools.outside().run(prefix + "forget");
    for (int i = 0; i < MAX_HELLOS; i++) {
      network.inside().run(prefix + "hello " + Agent.words(network.outside(port)));
      Tools.sleep(SETTLE_MILLIS);
      if (tools.outside().run(prefix + "known", 0)[0] == 1) {
        return;
      }
    }
    throw new IOException("none of " + MAX_HELLOS + " datagrams has arrived");
  }

  /**
   * Tries a rate, a second time when something is lost that a pause of the machine could have cost:
   * the better one counts.
   */
  private Step step(Attached network, int rate) throws IOException {
    Step first = trial(network, rate, stepMillis());
    boolean clear = first.isLossless() || isHopeless(first, rate);
    return quick || clear ? first : first.better(trial(network, rate, stepMillis()));
  }

  private Step trial(Attached network, int rate, int millis) throws IOException {
    Agent sender = out ? network.inside() : tools.outside();
    Agent receiver = out ? tools.outside() : network.inside();
    int run = RUNS.incrementAndGet();
    if (segments) {
      receiver.run("segments-begin");
    }
    String command = words(network) + bytes + " " + rate + " " + millis;
    long[] sent = sender.run(segments ? command : command + " " + run, millis);
    long[] after = settled(receiver, run);
    return new Step(sent[0], sent[1], after[0], after[1], segments ? 0 : after[2]);
  }

  private int warmUpMillis() {
    return Math.max(MIN_STEP_MILLIS, tools.warmUpMillis());
  }

  private int stepMillis() {
    return Math.max(MIN_STEP_MILLIS, tools.millis() / STEPS_PER_SAMPLE);
  }

  private String words(Attached network) {
    int port = segments ? Ports.UDP_SEGMENTS : Ports.UDP_SINK;
    String way = out ? "send " + Agent.words(network.outside(port)) + " " : "back ";
    return segments ? "segments-" + way : way;
  }

  /** Returns how many have come, in how many nanoseconds, and how many of them once more. */
  private long[] received(Agent receiver, int run) throws IOException {
    if (!segments) {
      return receiver.run("arrived " + run, 0);
    }
    long[] values = receiver.run("segments-arrived", 0);
    values[0] /= bytes;
    return values;
  }

  /** Returns the counts when nothing comes any more. */
  private long[] settled(Agent receiver, int run) throws IOException {
    long[] last = received(receiver, run);
    for (int i = 0; i < MAX_SETTLES; i++) {
      Tools.sleep(SETTLE_MILLIS);
      long[] now = received(receiver, run);
      if (Arrays.equals(now, last)) {
        break;
      }
      last = now;
    }
    return last;
  }
}
