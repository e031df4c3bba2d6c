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

  private final Tools tools;
  private final Row speed;
  private final Row cpu;
  private final int streams;
  private final boolean out;
  private final boolean forwarded;

  /**
   * Plans it.
   *
   * @param about the sections' title
   * @param label the rows'
   * @param out of the container, or into it
   * @param forwarded whether the client is outside and comes by a forwarded port
   */
  Throughput(Tools tools, String about, String label, int streams, boolean out, boolean forwarded) {
    this.tools = tools;
    this.speed = new Row(Row.Section.more(about, "Gbit/s"), label);
    this.cpu = new Row(Row.Section.less("CPU of " + about, "s/GB"), label);
    this.streams = streams;
    this.out = out;
    this.forwarded = forwarded;
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
  public void run(Attached network, Samples samples) throws IOException {
    Set<Long> helpers = network.helpers();
    Iperf iperf = tools.iperf();
    if (iperf != null) {
      Costs.Cpu before = Costs.cpu(helpers);
      IperfJson result = iperf(iperf, network);
      add(samples, result.gigabits(), helpers, before, result.bytes());
      return;
    }
    Agent client = forwarded ? tools.outside() : network.inside();
    Agent receiver = out ? tools.outside() : network.inside();
    String to = Agent.words(to(network, Ports.STREAM));
    try {
      client.run("stream " + to + (clientSends() ? " out " : " in ") + streams);
      Tools.sleep(tools.warmUpMillis());
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
    }
  }

  private void add(
      Samples samples, double gigabits, Set<Long> helpers, Costs.Cpu before, double bytes) {
    double seconds = Costs.cpu(helpers).secondsSince(before);
    samples.add(speed, gigabits);
    if (bytes == 0) {
      samples.doubt(speed, "nothing arrived");
    } else if (!helpers.isEmpty()) {
      samples.add(cpu, seconds / bytes * GIGA);
    }
  }

  private boolean clientSends() {
    return out != forwarded;
  }

  private InetSocketAddress to(Attached network, int port) {
    return forwarded ? network.forwarded(port) : network.outside(port);
  }

  private IperfJson iperf(Iperf iperf, Attached network) throws IOException {
    List<String> inside = HostNetwork.enter(network.inside().pid());
    return iperf.run(
        (forwarded ? Ports.CONTAINER : Ports.HOST) + Ports.IPERF,
        forwarded ? inside : List.of(),
        forwarded ? List.of() : inside,
        to(network, Ports.IPERF),
        clientSends(),
        streams,
        (int) tools.seconds());
  }
}
