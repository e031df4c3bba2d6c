package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/**
 * Connections that ask once and end, one after another from each of some clients; as many before
 * are not counted, because much of what a connection needs is code that runs once for each.
 */
final class Connections implements Measurement {
  private static final double NANOS = 1e9;
  private static final int LEAST_WARM_UP_MILLIS = 250;

  /** More than that wait for the slowest of them. */
  private static final int MANY = 100;

  private static final int SLOWEST_MILLIS = 1_000;

  private final Tools tools;
  private final Row row;
  private final int clients;
  private final boolean forwarded;

  Connections(Tools tools, String about, String label, int clients, boolean forwarded) {
    this.tools = tools;
    this.row = new Row(Row.Section.more(about, "1/s"), label);
    this.clients = clients;
    this.forwarded = forwarded;
  }

  @Override
  public String title() {
    return row.section().title() + ", " + row.label();
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  @Override
  public int expectedMillis() {
    return warmUpMillis() + sampleMillis() + (clients > MANY ? SLOWEST_MILLIS : 0);
  }

  /** So many clients must each have had their turn. */
  private int sampleMillis() {
    return clients > MANY ? 2 * tools.millis() : tools.shortMillis();
  }

  private int warmUpMillis() {
    return Math.max(LEAST_WARM_UP_MILLIS, tools.warmUpMillis());
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Agent client = forwarded ? tools.outside() : network.inside();
    InetSocketAddress to = forwarded ? network.forwarded(Ports.ECHO) : network.outside(Ports.ECHO);
    String command = "connect " + Agent.words(to) + " " + clients + " ";
    long[] _ = client.run(command + warmUpMillis(), warmUpMillis());
    long[] values = client.run(command + sampleMillis(), sampleMillis());
    if (values[0] == 0) {
      throw new IOException("no connection was answered in time, " + values[1] + " failed");
    }
    samples.add(row, values[0] * NANOS / values[2]);
    if (values[1] > 0) {
      samples.doubt(row, values[1] + " of " + (values[0] + values[1]) + " failed");
    }
  }
}
