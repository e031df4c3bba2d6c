package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/** Clients that all come at the same moment: how long until each has had all of its answers. */
final class Crowd implements Measurement {
  private static final int CLIENTS = 1_000;
  private static final int REQUESTS = 20;
  private static final int EXPECTED_MILLIS = 2_000;
  private static final double NANOS = 1e9;

  private final Tools tools;
  private final Row row;
  private final boolean forwarded;

  Crowd(Tools tools, String about, boolean forwarded) {
    this.tools = tools;
    String label = String.format(Locale.ROOT, "%,d clients, %d requests each", CLIENTS, REQUESTS);
    this.row = new Row(Row.Section.less("Clients at once" + about, "s"), label);
    this.forwarded = forwarded;
  }

  @Override
  public String title() {
    return row.section().title();
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  @Override
  public int expectedMillis() {
    return EXPECTED_MILLIS;
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Agent client = forwarded ? tools.outside() : network.inside();
    InetSocketAddress to = forwarded ? network.forwarded(Ports.ECHO) : network.outside(Ports.ECHO);
    long[] values = client.run("crowd " + Agent.words(to) + " " + CLIENTS + " " + REQUESTS, 0);
    if (values[1] == CLIENTS) {
      throw new IOException("none of " + CLIENTS + " clients had its answers");
    }
    samples.add(row, values[0] / NANOS);
    if (values[1] > 0) {
      samples.doubt(row, values[1] + " of " + CLIENTS + " failed");
    }
  }
}
