package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/**
 * Traffic that is not measured, the same for every rival, of the kinds that are measured next. A
 * network lives as long as its container, for hours; what its first second is like is measured
 * apart, as the time to start.
 */
final class WarmUp implements Measurement {
  private static final int CLIENTS = 8;

  /** Beginnings and ends. */
  private static final int OVERHEAD_MILLIS = 40;

  /** What of it there is. */
  enum Kind {
    /** A stream out, and one in. */
    STREAMS,
    /** Requests, and connections. */
    EVENTS,
    /** Both. */
    ALL
  }

  private final Tools tools;
  private final Kind kind;
  private final boolean forwarded;

  WarmUp(Tools tools, Kind kind, boolean forwarded) {
    this.tools = tools;
    this.kind = kind;
    this.forwarded = forwarded;
  }

  /** Returns what of it there is. */
  Kind kind() {
    return kind;
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
    int streams = kind == Kind.EVENTS ? 0 : 2 * tools.coldMillis();
    int events = kind == Kind.STREAMS ? 0 : 2 * eventsMillis();
    return streams + events + OVERHEAD_MILLIS;
  }

  private int eventsMillis() {
    return tools.coldMillis() / 2;
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Agent client = forwarded ? tools.outside() : network.inside();
    if (kind != Kind.EVENTS) {
      for (String way : new String[] {" out 1", " in 1"}) {
        client.run("stream " + to(network, Ports.STREAM) + way);
        Tools.sleep(tools.coldMillis());
        client.run("stop");
      }
    }
    if (kind != Kind.STREAMS) {
      int millis = eventsMillis();
      String requests = "tcp " + to(network, Ports.ECHO) + " 0 " + millis;
      String connections = "connect " + to(network, Ports.ECHO) + " " + CLIENTS + " " + millis;
      long[] _ = client.run(requests, millis);
      long[] _ = client.run(connections, millis);
    }
  }

  private String to(Attached network, int port) {
    InetSocketAddress to = forwarded ? network.forwarded(port) : network.outside(port);
    return Agent.words(to);
  }
}
