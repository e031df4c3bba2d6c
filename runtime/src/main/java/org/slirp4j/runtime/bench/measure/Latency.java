package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/** Small requests one after another over TCP or UDP, and the time until the response. */
final class Latency implements Measurement {
  private static final double NANOS_PER_MICRO = 1e3;

  private final Tools tools;
  private final boolean udp;
  private final boolean forwarded;
  private final int millis;
  private final List<Row> rows;

  /**
   * Plans it.
   *
   * @param prefix of the rows' labels
   * @param millis a sample's length
   */
  Latency(Tools tools, boolean udp, String about, String prefix, boolean forwarded, int millis) {
    this.tools = tools;
    this.millis = millis;
    this.udp = udp;
    this.forwarded = forwarded;
    Row.Section section = Row.Section.less((udp ? "UDP" : "TCP") + about, "µs");
    this.rows =
        List.of(
            new Row(section, prefix + "p50"),
            new Row(section, prefix + "p99"),
            new Row(section, prefix + "p99.9"));
  }

  @Override
  public String title() {
    return rows.getFirst().section().title();
  }

  @Override
  public List<Row> rows() {
    return rows;
  }

  @Override
  public int expectedMillis() {
    return tools.warmUpMillis() + millis;
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    int port = udp ? Ports.UDP_ECHO : Ports.ECHO;
    Agent client = forwarded ? tools.outside() : network.inside();
    InetSocketAddress to = forwarded ? network.forwarded(port) : network.outside(port);
    String command = (udp ? "udp " : "tcp ") + Agent.words(to) + " ";
    int warmUp = tools.warmUpMillis();
    long[] values = client.run(command + warmUp + " " + millis, warmUp + millis);
    if (values[0] == 0) {
      throw new IOException("no response came");
    }
    for (int i = 0; i < rows.size(); i++) {
      samples.add(rows.get(i), values[i + 1] / NANOS_PER_MICRO);
    }
    if (udp && values[4] > 0) {
      String lost = String.format(Locale.ROOT, "%d of %d lost", values[4], values[0] + values[4]);
      rows.forEach(row -> samples.doubt(row, lost));
    }
  }
}
