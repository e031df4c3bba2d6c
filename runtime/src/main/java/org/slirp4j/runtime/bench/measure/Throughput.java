package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.rival.HostNetwork;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/** TCP streams at full speed, and what their network costs. */
final class Throughput implements Measurement {
  private static final double BITS = 8;
  private static final double GIGA = 1e9;
  private static final int SECOND_MILLIS = 1_000;

  /** What a sample takes beside its time: the streams' beginning and end. */
  private static final int OVERHEAD_MILLIS = 30;

  /** Who is the other end, and which way the connections are made. */
  enum Way {
    /** From the container to the host. */
    TO_HOST,
    /** From the host to the container, by a forwarded port. */
    FORWARDED,
    /** From the container to a host that is far away. */
    TO_FAR
  }

  private final Tools tools;
  private final Row speed;
  private final Row cpu;
  private final int streams;
  private final boolean out;
  private final Way way;

  /**
   * Plans it.
   *
   * @param about the sections' title
   * @param label the rows'
   * @param out of the container, or into it
   */
  Throughput(Tools tools, String about, String label, int streams, boolean out, Way way) {
    this.tools = tools;
    this.speed = new Row(Row.Section.more(about, "Gbit/s"), label);
    this.cpu = new Row(Row.Section.less("CPU of " + about, "s/GB"), label);
    this.streams = streams;
    this.out = out;
    this.way = way;
  }

  @Override
  public String title() {
    return speed.section().title() + ", " + speed.label();
  }

  @Override
  public List<Row> rows() {
    return List.of(speed, cpu);
  }

  @Override
  public int expectedMillis() {
    return tools.iperf() == null
        ? tools.millis() + warmUpMillis() + OVERHEAD_MILLIS
        : tools.millis() + omitSeconds() * SECOND_MILLIS + OVERHEAD_MILLIS;
  }

  private int warmUpMillis() {
    return way == Way.TO_FAR ? tools.pathWarmUpMillis() : tools.warmUpMillis();
  }

  /**
   * Returns what iperf3, which counts in whole seconds, leaves out: nothing where a window has
   * grown within some milliseconds.
   */
  private int omitSeconds() {
    return way == Way.TO_FAR ? Math.ceilDiv(warmUpMillis(), SECOND_MILLIS) : 0;
  }

  private Agent outside() throws IOException {
    return way == Way.TO_FAR ? tools.path().far() : tools.outside();
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Set<Long> helpers = network.helpers();
    Iperf iperf = tools.iperf();
    if (iperf != null) {
      Costs.Cpu before = Costs.cpu(helpers);
      IperfJson result = iperf(iperf, network);
      add(samples, result.gigabits(), helpers, before, result.bytes());
      return;
    }
    Agent outside = outside();
    Agent client = way == Way.FORWARDED ? outside : network.inside();
    Agent receiver = out ? outside : network.inside();
    String to = Agent.words(to(network, Ports.STREAM));
    try {
      client.run("stream " + to + (clientSends() ? " out " : " in ") + streams);
      Tools.sleep(warmUpMillis());
      Costs.Cpu before = Costs.cpu(helpers);
      Agent.Count begin = receiver.count();
      Tools.sleep(tools.millis());
      Agent.Count end = receiver.count();
      double bytes = end.bytes() - begin.bytes();
      double nanos = end.nanos() - begin.nanos();
      add(samples, bytes * BITS / nanos, helpers, before, bytes);
    } finally {
      if (client.isAlive()) {
        client.run("stop"); // even when only some of them could be opened
      }
      if (way == Way.TO_FAR) {
        Tools.sleep((int) Math.ceil(2 * tools.path().roundTripMillis())); // until it is known there
      }
    }
  }

  private void add(
      Samples samples, double gigabits, Set<Long> helpers, Costs.Cpu before, double bytes) {
    double seconds = Costs.cpu(helpers).secondsSince(before);
    samples.add(speed, gigabits);
    if (bytes == 0) {
      samples.doubt(speed, "nothing arrived");
      samples.doubt(cpu, "nothing arrived");
    } else if (!helpers.isEmpty()) {
      samples.add(cpu, seconds / bytes * GIGA);
    }
  }

  private boolean clientSends() {
    return out != (way == Way.FORWARDED);
  }

  private InetSocketAddress to(Attached network, int port) {
    return switch (way) {
      case TO_HOST -> network.outside(port);
      case FORWARDED -> network.forwarded(port);
      case TO_FAR -> tools.path().at(port);
    };
  }

  private IperfJson iperf(Iperf iperf, Attached network) throws IOException {
    List<String> inside = HostNetwork.enter(network.inside().pid());
    boolean forwarded = way == Way.FORWARDED;
    List<String> outside =
        way == Way.TO_FAR ? HostNetwork.enter(outside().pid()) : List.<String>of();
    return iperf.run(
        (forwarded ? Ports.CONTAINER : Ports.HOST) + Ports.IPERF,
        forwarded ? inside : outside,
        forwarded ? outside : inside,
        to(network, Ports.IPERF),
        clientSends(),
        streams,
        (int) tools.seconds(),
        omitSeconds());
  }
}
