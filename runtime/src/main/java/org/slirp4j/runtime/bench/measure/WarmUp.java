package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/**
 * Traffic that is not measured, the same for every rival: streams out and in, requests, and
 * connections one after another. A network lives as long as its container, for hours; what its
 * first second is like is measured apart, as the time to start.
 */
final class WarmUp implements Measurement {
  private static final int LEAST_MILLIS = 400;
  private static final int PARTS = 4;
  private static final int CLIENTS = 8;

  private final Tools tools;
  private final boolean forwarded;

  WarmUp(Tools tools, boolean forwarded) {
    this.tools = tools;
    this.forwarded = forwarded;
  }

  @Override
  public String title() {
    return "warming up";
  }

  @Override
  public List<Row> rows() {
    return List.of();
  }

  @Override
  public int expectedMillis() {
    return Math.max(LEAST_MILLIS, tools.millis());
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Agent client = forwarded ? tools.outside() : network.inside();
    int part = expectedMillis() / PARTS;
    for (String way : new String[] {" out 1", " in 1"}) {
      client.run("stream " + to(network, Ports.STREAM) + way);
      Tools.sleep(part);
      client.run("stop");
    }
    String requests = "tcp " + to(network, Ports.ECHO) + " 0 " + part;
    String connections = "connect " + to(network, Ports.ECHO) + " " + CLIENTS + " " + part;
    long[] _ = client.run(requests, part);
    long[] _ = client.run(connections, part);
  }

  private String to(Attached network, int port) {
    InetSocketAddress to = forwarded ? network.forwarded(port) : network.outside(port);
    return Agent.words(to);
  }
}
