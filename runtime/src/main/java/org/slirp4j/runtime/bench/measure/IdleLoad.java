package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/** Opens connections that stay idle until the container is disconnected; what memory each takes. */
final class IdleLoad implements Measurement {
  private static final double KIB_PER_MIB = 1_024;

  /** A network that takes longer to open them has failed: 10,000 at 400 a second. */
  private static final int OPEN_MILLIS = 25_000;

  private final Tools tools;
  private final int count;
  private final boolean forwarded;
  private final Row memory;

  IdleLoad(Tools tools, int count, boolean forwarded) {
    this.tools = tools;
    this.count = count;
    this.forwarded = forwarded;
    this.memory =
        new Row(
            Row.Section.less("Memory per idle connection, RSS", "KiB"),
            String.format(Locale.ROOT, forwarded ? "%,d idle, forwarded" : "%,d idle", count));
  }

  @Override
  public String title() {
    return "opening " + memory.label();
  }

  @Override
  public List<Row> rows() {
    return List.of(memory);
  }

  @Override
  public boolean isPremise() {
    return true;
  }

  @Override
  public void run(Attached network, Samples samples) throws IOException {
    Set<Long> helpers = network.helpers();
    double before = Costs.rssMib(helpers);
    Agent client = forwarded ? tools.outside() : network.inside();
    InetSocketAddress to = forwarded ? network.forwarded(Ports.ECHO) : network.outside(Ports.ECHO);
    String command = "open " + Agent.words(to) + " " + count + " " + OPEN_MILLIS;
    long[] _ = client.run(command, OPEN_MILLIS);
    Tools.sleep(tools.warmUpMillis());
    if (!helpers.isEmpty()) {
      samples.add(memory, (Costs.rssMib(helpers) - before) * KIB_PER_MIB / count);
    }
  }
}
